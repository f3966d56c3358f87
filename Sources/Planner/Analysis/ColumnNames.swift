// Names for select items that have none: the field that is taken out of a struct, or KSQL_COL_n.

/// Makes names that no source column has.
struct ColumnNames {
  private var used: Set<String>
  private var nextNumber = 0

  init(_ scope: Scope) { used = Set(scope.columns.map(\.name)) }

  /// `KSQL_COL_0`, `KSQL_COL_1` …
  mutating func next() -> String {
    while used.contains("KSQL_COL_\(nextNumber)") { nextNumber += 1 }
    nextNumber += 1
    return "KSQL_COL_\(nextNumber - 1)"
  }

  /// The name of a struct's field, with a number behind it if it is taken.
  mutating func next(field: String) -> String {
    var name = field
    var number = 1
    while used.contains(name) {
      name = "\(field)_\(number)"
      number += 1
    }
    used.insert(name)
    return name
  }
}
