// A literal as a column of whatever length a batch has.

import Values

/// One value, repeated; the column is kept and cut to the batch's size.
final class ConstantColumn {
  private let value: Value
  private let type: SQLType
  private var kept: Column

  init(_ value: Value, _ type: SQLType) {
    self.value = value
    self.type = type
    kept = Column.constant(value, type: type, count: 0)
  }

  func column(count: Int) -> Column {
    if kept.count == count { return kept }
    if kept.count > count && !type.isNested && kept.validity == nil { return kept.prefix(count) }
    kept = Column.constant(value, type: type, count: count)
    return kept
  }
}
