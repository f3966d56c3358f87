// Which keys and windows of a store a WHERE clause asks for. The condition is taken apart into
// alternatives of atoms; what an alternative says about the key becomes a lookup or a range, what it
// says about window bounds narrows the windows. The whole condition is checked again on every row
// that is found, so that anything not understood here only costs time.

import Functions
import Plan
import SQLSyntax
import Values

/// Takes the key selections out of a pull query's condition.
struct PullKeys {
  let analysis: QueryAnalysis
  let written: Written?
  let source: SourceDefinition
  let session: SessionProperties

  /// Alternatives beyond this number are not worth looking up one by one.
  private static let alternativesMax = 1024

  private static let everything = KeySelection(
    keys: .all, windowStart: ValueRange(), windowEnd: ValueRange())

  func selections() throws(SQLError) -> [KeySelection] {
    guard let filter = analysis.filter else {
      guard session.scansTables else {
        throw refused("Missing WHERE clause.")
      }
      return [Self.everything]
    }
    try checkListTypes()
    let alternatives = Self.alternatives(filter)
    guard alternatives.count <= Self.alternativesMax else { return [Self.everything] }
    var result: [KeySelection] = []
    for atoms in alternatives {
      for selection in try selections(of: atoms) where !result.contains(selection) {
        result.append(selection)
      }
    }
    return result
  }

  // MARK: - Alternatives

  /// The condition as alternatives of atoms: `a AND (b OR c)` is `[a, b]` or `[a, c]`.
  private static func alternatives(_ e: Expression) -> [[Expression]] {
    switch e {
    case .or(let a, let b): return alternatives(a) + alternatives(b)
    case .and(let a, let b):
      let (left, right) = (alternatives(a), alternatives(b))
      guard left.count * right.count <= alternativesMax else { return [[e]] }
      return left.flatMap { l in right.map { l + $0 } }
    case .inList(let value, let elements) where elements.count <= alternativesMax:
      guard case .column = uncast(value), elements.allSatisfy({ isConstant($0) }) else {
        return [[e]]
      }
      return elements.map { [.comparison(.equal, uncast(value), uncast($0))] }
    default: return [[e]]
    }
  }

  /// The expression below the cast that brought it to the type of a list.
  private static func uncast(_ e: Expression) -> Expression {
    if case .cast(let inner, let type) = e, inner.type.isNumeric, type.isNumeric { return inner }
    return e
  }

  private func selections(of atoms: [Expression]) throws(SQLError) -> [KeySelection] {
    var windowStart = ValueRange()
    var windowEnd = ValueRange()
    var keys: [Int: Expression] = [:]
    var range: ValueRange?
    var comparisons = 0
    var bounds: Set<String> = []
    for atom in atoms {
      guard let (op, side, constant) = Self.comparison(atom) else { continue }
      switch role(of: side) {
      case .declared(let position) where position < source.schema.key.count:
        comparisons += 1
        if op == .equal, let value = converted(constant, to: source.schema.key[position].type) {
          keys[position] = keys[position] ?? value
        } else if let bound = rangeBound(constant, at: position) {
          var wider = range ?? ValueRange()
          Self.narrow(&wider, op, bound)
          range = wider
        }
      case .windowStart:
        try checkBound(op, "WINDOWSTART", &bounds)
        if let value = literal(constant) { Self.narrow(&windowStart, op, value) }
      case .windowEnd:
        try checkBound(op, "WINDOWEND", &bounds)
        if let value = literal(constant) { Self.narrow(&windowEnd, op, value) }
      default: break
      }
    }
    let selected: KeySelection.Keys
    if keys.count == source.schema.key.count {
      selected = .key((0..<keys.count).compactMap { keys[$0] })
    } else if let range, !range.isUnbounded, session.scansRanges {
      selected = .range(range)
    } else {
      selected = .all
    }
    if !session.scansTables {
      try checkWithoutScans(selected, atoms, keys: keys.count, comparisons: comparisons)
    }
    return [KeySelection(keys: selected, windowStart: windowStart, windowEnd: windowEnd)]
  }

  // MARK: - Atoms

  /// A comparison with a constant, the column on the left.
  private static func comparison(
    _ e: Expression
  ) -> (ComparisonOperator, Expression, Expression)? {
    guard case .comparison(let op, let a, let b) = e else { return nil }
    if case .column = a, isConstant(b) { return (op, a, b) }
    if case .column = b, isConstant(a) { return (op.mirrored, b, a) }
    return nil
  }

  private static func isConstant(_ e: Expression) -> Bool {
    !e.contains { node in
      switch node {
      case .column, .rowTime, .windowStart, .windowEnd: true
      default: false
      }
    }
  }

  private func role(of e: Expression) -> Scope.Role? {
    guard case .column(let id, _, _) = e else { return nil }
    return analysis.scope.columns[id].role
  }

  /// The constant in the key's type; nil if it might change on the way.
  private func converted(_ constant: Expression, to type: SQLType) -> Expression? {
    guard TypeRules.implicitlyCastable(from: constant.type, to: type) else { return nil }
    return ExpressionBinder.cast(constant, to: type)
  }

  private func rangeBound(_ constant: Expression, at position: Int) -> Value? {
    guard source.schema.key.count == 1 else { return nil }
    switch (source.schema.key[position].type, constant) {
    case (.string, .literal(.string(let text), _)): return .string(text)
    case (.bytes, .literal(.bytes(let bytes), _)): return .bytes(bytes)
    default: return nil
    }
  }

  private func literal(_ constant: Expression) -> Value? {
    switch constant {
    case .literal(.integer(let value), _): .bigint(Int64(value))
    case .literal(.bigint(let value), _): .bigint(value)
    default: nil
    }
  }

  private static func narrow(_ range: inout ValueRange, _ op: ComparisonOperator, _ value: Value) {
    switch op {
    case .equal:
      raise(&range, RangeBound(value, isInclusive: true))
      lower(&range, RangeBound(value, isInclusive: true))
    case .greaterThan: raise(&range, RangeBound(value, isInclusive: false))
    case .greaterThanOrEqual: raise(&range, RangeBound(value, isInclusive: true))
    case .lessThan: lower(&range, RangeBound(value, isInclusive: false))
    case .lessThanOrEqual: lower(&range, RangeBound(value, isInclusive: true))
    case .notEqual, .isDistinctFrom, .isNotDistinctFrom: break
    }
  }

  /// Takes the higher of two lower bounds; bounds that cannot be ordered here stay as they are.
  private static func raise(_ range: inout ValueRange, _ bound: RangeBound) {
    guard let old = range.lower else {
      range.lower = bound
      return
    }
    guard case (.bigint(let a), .bigint(let b)) = (old.value, bound.value) else { return }
    if b > a || (b == a && !bound.isInclusive) { range.lower = bound }
  }

  private static func lower(_ range: inout ValueRange, _ bound: RangeBound) {
    guard let old = range.upper else {
      range.upper = bound
      return
    }
    guard case (.bigint(let a), .bigint(let b)) = (old.value, bound.value) else { return }
    if b < a || (b == a && !bound.isInclusive) { range.upper = bound }
  }

  // MARK: - Checks

  /// Texts in a list of keys do not become numbers.
  private func checkListTypes() throws(SQLError) {
    var failure: SQLError?
    written?.forEachNode { node in
      guard failure == nil, case .inList(let value, let elements, false) = node.kind,
        case .column(let reference) = value.kind,
        let column = source.schema.key.first(where: { $0.name == reference.name.name }),
        column.type.isNumeric
      else { return }
      for element in elements {
        guard case .literal(.string(let text)) = element.kind else { continue }
        failure = SQLError.statement(
          "'\(text)' can not be converted to the type of the key column: \(column.name) "
            + "\(column.type) KEY", at: element.span, code: .typeMismatch)
      }
    }
    if let failure { throw failure }
  }

  private func refused(_ sentence: String) -> SQLError {
    SQLError.statement(
      sentence, at: written?.span,
      hint: "Set ksql.query.pull.table.scan.enabled to true to read the whole table.")
  }

  /// A window bound is compared once in each direction, and not with `<>`.
  private func checkBound(
    _ op: ComparisonOperator, _ column: String, _ seen: inout Set<String>
  ) throws(SQLError) {
    let direction: String
    switch op {
    case .equal: direction = "EQUAL"
    case .greaterThan, .greaterThanOrEqual: direction = "lower"
    case .lessThan, .lessThanOrEqual: direction = "upper"
    default:
      throw SQLError.statement(
        "Unsupported \(column) bounds: \(op.constantName)", at: written?.span)
    }
    guard seen.insert("\(column) \(direction)").inserted else {
      throw SQLError.statement(
        "Duplicate \(column) bounds on: \(op.constantName)", at: written?.span)
    }
  }

  private func isKey(_ e: Expression) -> Bool {
    guard case .declared(let position) = role(of: e) else { return false }
    return position < source.schema.key.count
  }

  /// What is missing when only lookups are allowed.
  private func checkWithoutScans(
    _ keys: KeySelection.Keys, _ atoms: [Expression], keys found: Int, comparisons: Int
  ) throws(SQLError) {
    if comparisons > 1, source.schema.key.count == 1 {
      throw refused(
        "A comparison condition on the key column cannot be combined with other comparisons such as "
          + "an IN predicate")
    }
    guard case .all = keys else { return }
    for atom in atoms {
      if case .like = atom { throw refused("Like condition must be between strings") }
      if case .inList(let value, _) = atom, isKey(Self.uncast(value)) {
        throw refused("A comparison must be between a key column and a resolvable expression.")
      }
      guard case .comparison(_, let a, let b) = atom else { continue }
      let isKey = isKey(a) || isKey(b)
      if isKey && Self.comparison(atom) == nil {
        throw refused("A comparison must be between a key column and a resolvable expression.")
      }
      let mentionsKey = atom.columnPositions.contains { $0 < source.schema.key.count }
      if mentionsKey && !isKey {
        throw refused("A comparison must directly reference a key column.")
      }
    }
    if found > 0 {
      throw refused("Multi-column sources must specify every key in the WHERE clause")
    }
    let text = atoms.map(\.sqlText).joined(separator: " AND ")
    throw refused("WHERE clause missing key column for disjunct: \(text)")
  }
}
