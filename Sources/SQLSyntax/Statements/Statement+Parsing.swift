// Which statement the next words begin: one table of first words.

extension Statement {
  // statement := query | create | insert | drop | alter | terminate | pause | resume | explain
  //     | show | describe | print_topic | set_property | unset_property | define_variable
  //     | undefine_variable | run_script | assert
  static func parse(_ p: inout Parser) throws(SQLError) -> Statement {
    guard p.peek.kind == .word else { throw p.unknownStatement() }
    switch p.upperCased(p.peek) {
    case "SELECT": return .query(try p.parseQuery())
    case "CREATE": return try parseCreate(&p)
    case "INSERT": return try parseInsert(&p)
    case "DROP": return try parseDrop(&p)
    case "ALTER":
      if p.isNext("SYSTEM", at: 1) { return .alterSystem(try AlterSystemStatement.parse(&p)) }
      return .alterSource(try AlterSourceStatement.parse(&p))
    case "TERMINATE": return .terminate(try TerminateStatement.parse(&p))
    case "PAUSE": return .pause(try PauseStatement.parse(&p))
    case "RESUME": return .resume(try ResumeStatement.parse(&p))
    case "EXPLAIN": return .explain(try ExplainStatement.parse(&p))
    case "SHOW", "LIST": return try parseShow(&p)
    case "DESCRIBE": return try parseDescribe(&p)
    case "PRINT": return .printTopic(try PrintTopicStatement.parse(&p))
    case "SET": return .setProperty(try SetPropertyStatement.parse(&p))
    case "UNSET": return .unsetProperty(try UnsetPropertyStatement.parse(&p))
    case "DEFINE": return .defineVariable(try DefineVariableStatement.parse(&p))
    case "UNDEFINE": return .undefineVariable(try UndefineVariableStatement.parse(&p))
    case "RUN": return .runScript(try RunScriptStatement.parse(&p))
    case "ASSERT": return try parseAssert(&p)
    default: throw p.unknownStatement()
    }
  }

  // create := create_source | create_as_select | create_type | create_connector
  private static func parseCreate(_ p: inout Parser) throws(SQLError) -> Statement {
    if p.isNext("TYPE", at: 1) { return .createType(try CreateTypeStatement.parse(&p)) }
    if p.isNext("SINK", at: 1)
      || (p.isNext("SOURCE", at: 1) && p.isNext("CONNECTOR", at: 2))
    {
      return .createConnector(try CreateConnectorStatement.parse(&p))
    }
    guard
      ["OR", "SOURCE", "STREAM", "TABLE"].contains(where: { (word: StaticString) in
        p.isNext(word, at: 1)
      })
    else {
      p.advance()
      throw p.unexpected("STREAM, TABLE, TYPE or a CONNECTOR")
    }
    let heading = try CreateHeading.parse(&p)
    guard !p.isNext(.openParenthesis), !heading.isReadOnly else {
      return .createSource(try CreateSourceStatement.parse(after: heading, &p))
    }
    let properties = try p.acceptProperties()
    if p.isNext("AS") {
      return .createAsSelect(
        try CreateAsSelectStatement.parse(after: heading, properties, &p))
    }
    return .createSource(
      CreateSourceStatement(
        kind: heading.kind, orReplace: heading.orReplace, ifNotExists: heading.ifNotExists,
        name: heading.name, properties: properties))
  }

  // insert := insert_into | insert_values
  private static func parseInsert(_ p: inout Parser) throws(SQLError) -> Statement {
    // A parenthesis or VALUES after the name makes the one, WITH or SELECT the other.
    if p.peek(3).kind == .symbol(.openParenthesis) || p.isNext("VALUES", at: 3) {
      return .insertValues(try InsertValuesStatement.parse(&p))
    }
    return .insertInto(try InsertIntoStatement.parse(&p))
  }

  // drop := drop_source | drop_type | drop_connector
  private static func parseDrop(_ p: inout Parser) throws(SQLError) -> Statement {
    if p.isNext("TYPE", at: 1) { return .dropType(try DropTypeStatement.parse(&p)) }
    if p.isNext("CONNECTOR", at: 1) {
      return .dropConnector(try DropConnectorStatement.parse(&p))
    }
    return .dropSource(try DropSourceStatement.parse(&p))
  }

  // alter := alter_source | alter_system
  // show := show_streams | show_tables | show_topics | show_queries | show_functions
  //     | show_properties | show_types | show_variables | show_connectors | show_connector_plugins
  private static func parseShow(_ p: inout Parser) throws(SQLError) -> Statement {
    switch p.upperCased(p.peek(1)) {
    case "STREAMS": return .showStreams(try ShowStreamsStatement.parse(&p))
    case "TABLES": return .showTables(try ShowTablesStatement.parse(&p))
    case "ALL", "TOPICS": return .showTopics(try ShowTopicsStatement.parse(&p))
    case "QUERIES": return .showQueries(try ShowQueriesStatement.parse(&p))
    case "FUNCTIONS": return .showFunctions(try ShowFunctionsStatement.parse(&p))
    case "PROPERTIES": return .showProperties(try ShowPropertiesStatement.parse(&p))
    case "TYPES": return .showTypes(try ShowTypesStatement.parse(&p))
    case "VARIABLES": return .showVariables(try ShowVariablesStatement.parse(&p))
    case "SOURCE", "SINK", "CONNECTORS":
      return .showConnectors(try ShowConnectorsStatement.parse(&p))
    case "CONNECTOR":
      return .showConnectorPlugins(try ShowConnectorPluginsStatement.parse(&p))
    default:
      p.advance()
      throw p.unexpected(
        "STREAMS, TABLES, TOPICS, QUERIES, FUNCTIONS, PROPERTIES, TYPES, VARIABLES or CONNECTORS")
    }
  }

  // describe := describe_source | describe_sources | describe_function | describe_connector
  private static func parseDescribe(_ p: inout Parser) throws(SQLError) -> Statement {
    if p.isNext("STREAMS", at: 1) || p.isNext("TABLES", at: 1) {
      return .describeSources(try DescribeSourcesStatement.parse(&p))
    }
    if p.isNext("CONNECTOR", at: 1) {
      return .describeConnector(try DescribeConnectorStatement.parse(&p))
    }
    if p.isNext("FUNCTION", at: 1), p.isIdentifierNext(at: 2) {
      return .describeFunction(try DescribeFunctionStatement.parse(&p))
    }
    return .describeSource(try DescribeSourceStatement.parse(&p))
  }

  // assert := assert_topic | assert_schema | assert_values | assert_tombstone | assert_source
  private static func parseAssert(_ p: inout Parser) throws(SQLError) -> Statement {
    let distance = p.isNext("NOT", at: 1) ? 3 : 1
    if p.isNext("TOPIC", at: distance) { return .assertTopic(try AssertTopicStatement.parse(&p)) }
    if p.isNext("SCHEMA", at: distance) {
      return .assertSchema(try AssertSchemaStatement.parse(&p))
    }
    if p.options.dialect.hasTestAssertions {
      if p.isNext("VALUES", at: 1) { return .assertValues(try AssertValuesStatement.parse(&p)) }
      if p.isNext("NULL", at: 1) {
        return .assertTombstone(try AssertTombstoneStatement.parse(&p))
      }
      if p.isNext("STREAM", at: 1) || p.isNext("TABLE", at: 1) {
        return .assertSource(try AssertSourceStatement.parse(&p))
      }
    }
    p.advance()
    _ = p.accept("NOT", "EXISTS")
    throw p.unexpected("TOPIC or SCHEMA", expecting: ["'TOPIC'", "'SCHEMA'"])
  }
}
