// Resolves a query clause by clause: sources, joins, WHERE, PARTITION BY, GROUP BY, select list,
// HAVING. The order decides which of several errors the user sees.

import Functions
import Plan
import SQLSyntax
import Values

/// What a query is planned for.
enum QueryPurpose: Equatable {
  /// CREATE … AS SELECT and INSERT INTO: the rules of persistent queries hold.
  case persistent(sink: String, isInsert: Bool)
  case push
  case pull

  var isPersistent: Bool {
    if case .persistent = self { return true }
    return false
  }
}

/// Turns a written query into an analysis.
struct QueryAnalyzer {
  let catalog: Catalog
  let purpose: QueryPurpose
  let query: Query
  var result: QueryAnalysis
  var names: ColumnNames

  static func analyze(
    _ query: Query, catalog: Catalog, purpose: QueryPurpose
  ) throws(SQLError) -> QueryAnalysis {
    let scope = try scope(query.from, catalog)
    var analyzer = QueryAnalyzer(
      catalog: catalog, purpose: purpose, query: query, result: QueryAnalysis(scope: scope),
      names: ColumnNames(scope))
    try analyzer.analyze()
    return analyzer.result
  }

  private mutating func analyze() throws(SQLError) {
    try checkSources()
    try checkQualifiers()
    try checkReservedNames()
    try bindJoins()
    try bindFilter()
    try bindPartitionBy()
    try bindGroupBy()
    try bindSelect()
    try bindHaving()
    try finishAggregation()
    try bindEmit()
  }

  private static func scope(_ from: FromClause, _ catalog: Catalog) throws(SQLError) -> Scope {
    var scope = Scope()
    for source in [from.source] + from.joins.map(\.source) {
      let definition = try catalog.source(source.name, at: source.span)
      scope.add(definition, alias: source.qualifier.name)
    }
    return scope
  }

  func binder(_ clause: Clause) -> ExpressionBinder {
    var binder = ExpressionBinder(
      scope: result.scope, types: TypeBinding(customTypes: catalog.types), clause: clause)
    binder.seesWindowBounds =
      query.window != nil && !result.scope.isJoin
      && result.scope.sources[0].definition.window == nil
    return binder
  }

  // MARK: - Clauses

  private func checkSources() throws(SQLError) {
    guard purpose.isPersistent else { return }
    for source in result.scope.sources {
      if source.definition.isTable && source.definition.window != nil {
        throw SQLError.statement("KSQL does not support persistent queries on windowed tables.")
      }
    }
  }

  /// Every name before a point must be that of a source, wherever it stands.
  private func checkQualifiers() throws(SQLError) {
    var written = query.from.joins.map(\.condition) + (query.partitionBy ?? [])
    written += (query.groupBy ?? []) + [query.filter, query.having].compactMap { $0 }
    for item in query.items {
      switch item.kind {
      case .expression(let e, _), .allFields(let e): written.append(e)
      case .allColumns: break
      }
    }
    for e in written { try NestingLimit.check(e) }
    var failure: BindFailure?
    for e in written where failure == nil {
      e.forEachNode { node in
        guard failure == nil, case .column(let reference) = node.kind,
          let qualifier = reference.source
        else { return }
        do throws(BindFailure) {
          _ = try result.scope.source(qualifier)
        } catch {
          failure = error
        }
      }
    }
    if let failure { throw failure.error(in: .select) }
  }

  /// Pseudo columns need an alias in persistent queries, and are no aliases.
  private func checkReservedNames() throws(SQLError) {
    for item in query.items {
      guard case .expression(let e, let alias) = item.kind else { continue }
      if let alias {
        guard Scope.reserved.contains(alias.name) else { continue }
        throw SQLError.statement(
          "`\(alias.name)` is a reserved column name. You cannot use it as an alias for a column.",
          at: alias.span, code: .invalidName)
      } else if purpose.isPersistent, !result.scope.isJoin,
        case .column(let reference) = e.kind,
        Scope.reserved.contains(reference.name.name)
      {
        throw SQLError.statement(
          "Reserved column name in select: `\(reference.name.name)`. Please remove or alias the "
            + "column.", at: item.span, code: .invalidName)
      }
    }
  }

  private mutating func bindFilter() throws(SQLError) {
    guard let filter = query.filter else { return }
    var binder = binder(.filter)
    result.filter = try predicate(filter, &binder)
  }

  private func predicate(
    _ e: Written, _ binder: inout ExpressionBinder
  ) throws(SQLError) -> Expression {
    do throws(BindFailure) {
      let bound = try binder.bind(e)
      guard bound.type == .boolean, !ExpressionBinder.isNull(e) else {
        let type = ExpressionBinder.isNull(e) ? "null" : "\(bound.type)"
        throw BindFailure(
          "Type error in \(binder.clause.rawValue) expression: Should evaluate to boolean but is "
            + "\(binder.text(e)) (\(type)) instead.", at: e.span, .complete)
      }
      return bound
    } catch {
      throw error.error(in: binder.clause)
    }
  }

  private mutating func bindPartitionBy() throws(SQLError) {
    guard let list = query.partitionBy else { return }
    if list.isEmpty {
      throw SQLError.statement("PARTITION BY requires at least one expression")
    }
    if result.inputIsTable {
      throw SQLError.statement(
        "Cannot repartition a TABLE source. If this is a join, joins on tables are only supported "
          + "on the primary key.", at: list[0].span)
    }
    if list.contains(where: ExpressionBinder.isNull) {
      guard list.count == 1 else {
        throw SQLError.statement("Cannot PARTITION BY multiple columns including NULL")
      }
      result.removesKey = true
      return
    }
    var bound: [Expression] = []
    for e in list {
      var binder = binder(.partitionBy)
      let expression = try Self.bind(e, &binder)
      bound.append(expression)
      result.partitionByTexts.append(qualifiedText(e))
    }
    let scope = result.scope
    let source = scope.sources[0]
    if source.definition.window != nil, bound != [scope.column(source.columns.lowerBound)] {
      throw SQLError.statement(
        "Implicit repartitioning of windowed sources is not supported. See "
          + "https://github.com/confluentinc/ksql/issues/4385.", at: list[0].span)
    }
    result.partitionBy = bound
  }

  private mutating func bindGroupBy() throws(SQLError) {
    guard let list = query.groupBy else { return }
    var bound: [Expression] = []
    for e in list {
      var binder = binder(.groupBy)
      let expression = try Self.bind(e, &binder)
      if bound.contains(expression) {
        throw SQLError.statement("Duplicate GROUP BY expression: \(binder.text(e))", at: e.span)
      }
      bound.append(expression)
      result.groupByTexts.append(binder.text(e))
    }
    result.groupBy = bound
  }

  private mutating func bindHaving() throws(SQLError) {
    guard let having = query.having else { return }
    var binder = binder(.having)
    binder.aggregates = result.aggregates
    result.having = try predicate(having, &binder)
    result.aggregates = binder.aggregates ?? []
  }

  private mutating func bindEmit() throws(SQLError) {
    result.emit = query.emit
    if query.emit == .final && !(query.groupBy != nil && query.window != nil) {
      throw SQLError.statement("EMIT FINAL is only supported for windowed aggregations.")
    }
    if let limit = query.limit {
      if limit < 0 {
        throw SQLError.statement(
          "\(purpose == .pull ? "Pull" : "Push") queries don't support negative integers in the "
            + "LIMIT clause.")
      }
      result.limit = Int(limit)
    }
  }

  // MARK: - Shared

  static func bind(_ e: Written, _ binder: inout ExpressionBinder) throws(SQLError) -> Expression {
    do {
      return try binder.bind(e)
    } catch {
      throw error.error(in: binder.clause)
    }
  }

  /// The name of a key made by an expression.
  mutating func keyName(_ e: Expression) -> String {
    switch e {
    case .column(let id, let name, _):
      result.scope.isJoin && result.scope.sourceCount(of: name) > 1
        ? result.scope.joinedName(id) : name
    case .field(_, _, let name, _): names.next(field: name)
    default: names.next()
    }
  }

  /// The text of an expression with every column qualified.
  func qualifiedText(_ e: Written) -> String {
    let scope = result.scope
    return WrittenText { reference in
      guard let id = try? scope.resolve(reference, at: .none, clause: .select) else {
        return "\(reference.name)"
      }
      return scope.qualifiedName(id)
    }.text(e)
  }
}
