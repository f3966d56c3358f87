// SELECT as text.

extension SQLPrinter {
  mutating func query(_ query: Query) {
    words("SELECT")
    list(query.items) { $0.selectItem($1) }
    words("FROM")
    aliasedSource(query.from.source)
    query.from.joins.forEach { join($0) }
    if let window = query.window { self.window(window) }
    clause("WHERE", query.filter)
    grouping("GROUP BY", query.groupBy)
    grouping("PARTITION BY", query.partitionBy)
    clause("HAVING", query.having)
    words(query.emit.map { "EMIT \($0.rawValue)" }, query.limit.map { "LIMIT \($0)" })
  }

  private mutating func clause(_ keyword: String, _ condition: Expression?) {
    guard let condition else { return }
    words(keyword)
    expression(condition)
  }

  /// Two and more expressions go without parentheses, none at all needs them.
  private mutating func grouping(_ keyword: String, _ expressions: [Expression]?) {
    guard let expressions else { return }
    words(keyword)
    if expressions.isEmpty { words("()") }
    list(expressions) { $0.valueExpression($1) }
  }

  private mutating func selectItem(_ item: SelectItem) {
    switch item.kind {
    case .expression(let expression, let alias):
      self.expression(expression)
      if let alias { words("AS", alias.description) }
    case .allColumns(nil): words("*")
    case .allColumns(let source?): words("\(source).*")
    case .allFields(let base):
      primary(base)
      glue("->*")
    }
  }

  private mutating func aliasedSource(_ source: AliasedSource) {
    words(source.name.description)
    if let alias = source.alias { words("AS", alias.description) }
  }

  private mutating func join(_ join: Join) {
    words(join.type.rawValue, join.type == .inner ? nil : "OUTER", "JOIN")
    aliasedSource(join.source)
    if let within = join.within {
      words("WITHIN")
      if within.before == within.after {
        duration(within.before)
      } else {
        glue(" ")
        enclosed("(", [within.before, within.after], ")") { $0.duration($1) }
      }
      if let grace = within.grace {
        words("GRACE PERIOD")
        duration(grace)
      }
    }
    clause("ON", join.condition)
  }

  private mutating func window(_ window: WindowClause) {
    words("WINDOW", window.name?.description)
    switch window.kind {
    case .tumbling(let size):
      words("TUMBLING", "(SIZE")
      duration(size)
    case .hopping(let size, let advance):
      words("HOPPING", "(SIZE")
      duration(size)
      glue(",")
      words("ADVANCE BY")
      duration(advance)
    case .session(let gap):
      words("SESSION", "(")
      duration(gap)
    }
    if let retention = window.retention {
      glue(",")
      words("RETENTION")
      duration(retention)
    }
    if let grace = window.grace {
      glue(",")
      words("GRACE PERIOD")
      duration(grace)
    }
    glue(")")
  }
}
