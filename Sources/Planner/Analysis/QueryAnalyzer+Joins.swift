// ON clauses: one equality between the sources so far and the new one, with the checks of the
// dialect in the dialect's order.

import Functions
import Plan
import SQLSyntax
import Values

extension QueryAnalyzer {
  mutating func bindJoins() throws(SQLError) {
    guard !query.from.joins.isEmpty else { return }
    try checkOccurrences()
    for (index, join) in query.from.joins.enumerated() {
      let bound = try bindJoin(join, source: index + 1)
      result.joins.append(bound)
      let isChain = result.joinKey.contains(bound.left)
      result.joinKey = isChain ? result.joinKey + [bound.right] : [bound.left, bound.right]
      if bound.kind == .full { result.joinKey = [] }
    }
    // FULL joins and joins of expressions only have a key that no column names.
    let hasColumn = result.joinKey.contains { if case .column = $0 { true } else { false } }
    if let last = result.joins.last, !hasColumn {
      result.syntheticKey = result.scope.addSyntheticKey(last.left.type)
    }
  }

  private func checkOccurrences() throws(SQLError) {
    let sources = result.scope.sources
    for (index, source) in sources.enumerated() {
      let name = source.definition.name
      guard sources[..<index].contains(where: { $0.definition.name == name }) else { continue }
      let span = query.from.joins[index - 1].source.span
      if sources.count == 2 {
        throw SQLError.statement(
          "Can not join '\(name)' to '\(name)': self joins are not yet supported.", at: span)
      }
      throw SQLError.statement(
        "N-way joins do not support multiple occurrences of the same source. Source: '\(name)'",
        at: span)
    }
  }

  private func bindJoin(_ join: Join, source: Int) throws(SQLError) -> BoundJoin {
    let (a, b) = try equality(join.condition)
    var binder = binder(.join)
    let first = try Self.bind(a, &binder)
    let second = try Self.bind(b, &binder)
    let firstSource = try sideSource(first, a, join.condition)
    let secondSource = try sideSource(second, b, join.condition)
    guard firstSource != secondSource else {
      throw SQLError.statement(
        "Each side of the join must reference exactly one source and not the same source. "
          + "Left side references `\(alias(firstSource))` and right references "
          + "`\(alias(secondSource))`", at: join.condition.span)
    }
    let isFlipped = firstSource == source
    guard isFlipped || secondSource == source else {
      throw SQLError.statement(
        "A join criteria is expected to reference the source (`\(alias(source))`) in the FROM "
          + "clause, instead the right source references `\(alias(secondSource))` and the left "
          + "source references `\(alias(firstSource))`", at: join.condition.span)
    }
    guard min(firstSource, secondSource) < source, max(firstSource, secondSource) <= source else {
      throw SQLError.statement(
        "Cannot build JOIN tree; neither source in the join is the FROM source or included in a "
          + "previous JOIN: \(text(join.condition))", at: join.condition.span)
    }
    let bound = BoundJoin(
      kind: Self.kind(join.type), source: source, left: isFlipped ? second : first,
      right: isFlipped ? first : second, within: try within(join),
      text: (qualifiedText(a), qualifiedText(b), text(join.condition)),
      span: join.condition.span)
    try check(bound, join)
    return bound
  }

  private static func kind(_ type: JoinType) -> JoinKind {
    switch type {
    case .inner: .inner
    case .left: .left
    case .right: .right
    case .full: .full
    }
  }

  private func text(_ e: Written) -> String { qualifiedText(e) }

  private func alias(_ source: Int) -> String { result.scope.sources[source].alias }

  private func equality(_ condition: Written) throws(SQLError) -> (Written, Written) {
    switch condition.kind {
    case .comparison(.equal, let a, let b): return (a, b)
    case .comparison:
      throw SQLError.statement(
        "Only equality join criteria is supported.", at: condition.span)
    case .logical:
      throw SQLError.statement(
        "Invalid join condition: joins on multiple conditions are not yet supported. Got "
          + "\(text(condition)).", at: condition.span)
    default:
      throw SQLError.statement(
        "Unsupported join expression: \(text(condition))", at: condition.span)
    }
  }

  /// The one source that a side of the condition refers to.
  private func sideSource(
    _ bound: Expression, _ written: Written, _ condition: Written
  ) throws(SQLError) -> Int {
    let sources = Set(bound.columnPositions.compactMap { result.scope.columns[$0].source })
    guard let source = sources.first, sources.count == 1 else {
      throw SQLError.statement(
        "Invalid comparison expression '\(text(written))' in join '\(text(condition))'. Each side "
          + "of the join comparision must contain references from exactly one source.",
        at: written.span)
    }
    return source
  }

  private func within(_ join: Join) throws(SQLError) -> (Int64, Int64, Int64?)? {
    guard let clause = join.within else { return nil }
    let before = try milliseconds(clause.before, "WITHIN", least: 0)
    let after = try milliseconds(clause.after, "WITHIN", least: 0)
    var grace: Int64?
    if let given = clause.grace { grace = try milliseconds(given, "GRACE PERIOD", least: 0) }
    return (before, after, grace)
  }

  // MARK: - Kinds of joins

  private func check(_ bound: BoundJoin, _ join: Join) throws(SQLError) {
    let right = result.scope.sources[bound.source].definition
    let leftIsTable = result.inputIsTable
    if leftIsTable && !right.isTable {
      throw SQLError.statement(
        "Invalid join order: table-stream joins are not supported; only stream-table joins. Got "
          + "\(joinText(bound)).", at: join.span)
    }
    try checkWindows(bound, right)
    switch (leftIsTable, right.isTable) {
    case (false, false): try checkStreams(bound, join)
    case (false, true): try checkStreamTable(bound, join, right)
    default: try checkTables(bound, join, right)
    }
  }

  private func joinText(_ bound: BoundJoin) -> String {
    let names = ["[INNER] JOIN", "LEFT [OUTER] JOIN", "RIGHT [OUTER] JOIN", "[FULL] OUTER JOIN"]
    let kinds: [JoinKind] = [.inner, .left, .right, .full]
    let name = kinds.firstIndex(of: bound.kind).map { names[$0] } ?? "JOIN"
    let left = result.scope.sources[bound.source - 1].alias
    return "\(left) \(name) \(alias(bound.source))"
  }

  private func checkWindows(
    _ bound: BoundJoin, _ right: SourceDefinition
  ) throws(SQLError) {
    let left = result.scope.sources[0].definition
    switch (left.window, right.window) {
    case (nil, nil): return
    case (nil, _), (_, nil):
      throw SQLError.statement(
        "Can not join windowed source to non-windowed source.\n"
          + "`\(alias(0))` is \(left.window == nil ? "not " : "")windowed\n"
          + "`\(alias(bound.source))` is \(right.window == nil ? "not " : "")windowed",
        at: bound.span)
    case (let a?, let b?):
      guard (a == .session) == (b == .session) else {
        throw SQLError.statement("Incompatible windowed sources.", at: bound.span)
      }
    }
  }

  private func checkStreams(_ bound: BoundJoin, _ join: Join) throws(SQLError) {
    guard bound.within != nil else {
      throw SQLError.statement(
        "Stream-Stream joins must have a WITHIN clause specified. None was provided. To learn about "
          + "how to specify a WITHIN clause with a stream-stream join, please visit: "
          + "https://docs.confluent.io/current/ksql/docs/syntax-reference.html"
          + "#create-stream-as-select", at: join.span)
    }
    guard bound.left.type == bound.right.type else {
      throw SQLError.statement(
        "Invalid join. Key types differ: \(bound.left.type) vs \(bound.right.type)",
        at: bound.span, code: .typeMismatch)
    }
  }

  private func checkStreamTable(
    _ bound: BoundJoin, _ join: Join, _ right: SourceDefinition
  ) throws(SQLError) {
    if bound.kind == .full || bound.kind == .right {
      let name = bound.kind == .full ? "full-outer" : "right-outer"
      throw SQLError.statement(
        "Invalid join type: \(name) join not supported for stream-table join. Got "
          + "\(joinText(bound)).", at: join.span)
    }
    if join.within != nil {
      throw SQLError.statement(
        "A window definition was provided for a Stream-Table join. These joins are not windowed. "
          + "Please drop the window definition (ie. the WITHIN clause) and try to execute your join "
          + "again.", at: join.within?.span)
    }
    guard isPrimaryKey(bound.right, of: right) else {
      throw SQLError.statement(
        "Invalid join condition: stream-table joins require to join on the table's primary key. "
          + "Got \(bound.text.left) = \(bound.text.right).", at: bound.span)
    }
    try checkTypes(bound)
  }

  private func checkTables(
    _ bound: BoundJoin, _ join: Join, _ right: SourceDefinition
  ) throws(SQLError) {
    if join.within != nil {
      throw SQLError.statement(
        "A window definition was provided for a Table-Table join. These joins are not windowed. "
          + "Please drop the window definition (i.e. the WITHIN clause) and try to execute your "
          + "Table-Table join again.", at: join.within?.span)
    }
    guard isPrimaryKey(bound.right, of: right) else {
      throw SQLError.statement(
        "Invalid join condition: table-table joins require to join on the primary key of the right "
          + "input table. Got \(bound.text.left) = \(bound.text.right).", at: bound.span)
    }
    try checkTypes(bound)
  }

  private func checkTypes(_ bound: BoundJoin) throws(SQLError) {
    guard bound.left.type != bound.right.type else { return }
    let isFlipped = bound.text.left == text(bound.right)
    let types =
      isFlipped ? (bound.right.type, bound.left.type) : (bound.left.type, bound.right.type)
    throw SQLError.statement(
      "Invalid join condition: types don't match. Got \(bound.text.left){\(types.0)} = "
        + "\(bound.text.right){\(types.1)}.", at: bound.span, code: .typeMismatch)
  }

  private func text(_ e: Expression) -> String {
    guard case .column(let id, _, _) = e else { return "" }
    return result.scope.qualifiedName(id)
  }

  /// Whether the expression is the one key column of the source.
  private func isPrimaryKey(_ e: Expression, of source: SourceDefinition) -> Bool {
    guard case .column(let id, _, _) = e, source.schema.key.count == 1 else { return false }
    return result.scope.columns[id].role == .declared(0)
  }
}
