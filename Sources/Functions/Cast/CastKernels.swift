// CAST over whole columns: picks the loop for a pair of types. Texts are written by `TextForm` and
// read by `ParsingCasts`, numbers go through `NumericCasts`, nested values part by part.

package import Values

/// `CAST(column AS type)`.
package enum CastKernels {
  /// Casts every row; NULL stays NULL, a failing row becomes NULL and is reported. The pair is
  /// castable in the sense of `TypeRules.castable`. A constant column stays constant.
  package static func cast(_ column: Column, to type: SQLType) -> KernelResult {
    if column.type == type { return KernelResult(column) }
    if column.isConstant && column.count > 1 { return castConstant(column, to: type) }
    switch (column.type, type) {
    case (_, .string): return TextCasts.cast(column)
    case (.string, _): return ParsingCasts.cast(column, to: type)
    case (.date, .timestamp):
      return KernelResult(
        FixedVector.map(column, to: type) { (day: Int32) in
          Int64(day) * CivilText.millisecondsPerDay
        })
    case (.timestamp, .date):
      return KernelResult(
        FixedVector.map(column, to: type) { (instant: Int64) in
          Int32(truncatingIfNeeded: CivilWriter.split(instant).day)
        })
    case (.timestamp, .time):
      return KernelResult(
        FixedVector.map(column, to: type) { (instant: Int64) in
          Int32(truncatingIfNeeded: CivilWriter.split(instant).millisecond)
        })
    case (.array, .array), (.map, .map): return castElements(column, to: type)
    case (.struct(let fields), .struct(let targets)):
      return castFields(column, fields, to: type, targets)
    default: return NumericCasts.cast(column, to: type)
    }
  }

  private static func castConstant(_ column: Column, to type: SQLType) -> KernelResult {
    let zero: Int32 = 0
    let one = withUnsafePointer(to: zero) { Gather.rows(of: column, $0, count: 1) }
    let result = cast(one, to: type)
    let rows = [Int32](repeating: result.column.isValid(0) ? 0 : -1, count: column.count)
    let all = Gather.rows(of: result.column, rows, count: column.count)
    var errors = KernelErrors(rowCount: column.count)
    if let sample = result.errors.samples.first {
      for row in 0..<column.count { errors.fail(row, sample.reason) }
      return KernelResult(all, errors: errors)
    }
    return KernelResult(all.asConstant)
  }

  // MARK: - Nested values

  /// ARRAY and MAP: a part that fails fails its row.
  private static func castElements(_ column: Column, to type: SQLType) -> KernelResult {
    let targets: [SQLType]
    switch type {
    case .array(let element): targets = [element]
    case .map(let key, let value): targets = [key, value]
    default: targets = []
    }
    var errors = KernelErrors(rowCount: column.count)
    var children: [Column] = []
    for (child, target) in zip(column.children, targets) {
      let result = cast(child, to: target)
      children.append(result.column)
      guard let failed = result.errors.failed else { continue }
      let reason = result.errors.samples.first?.reason ?? ""
      for row in 0..<column.count where column.elements(at: row).contains(where: { failed[$0] }) {
        errors.fail(row, reason)
      }
    }
    let result = Column(
      type: type, count: column.count, validity: column.validity, offsets: column.offsets,
      children: children)
    return KernelResult(result, errors: errors)
  }

  /// STRUCT: by field name; a field that the source lacks is NULL.
  private static func castFields(
    _ column: Column, _ fields: [StructField], to type: SQLType, _ targets: [StructField]
  ) -> KernelResult {
    var errors = KernelErrors(rowCount: column.count)
    let children = targets.map { target -> Column in
      guard let position = fields.firstIndex(where: { $0.name == target.name }) else {
        return Column.constant(.null, type: target.type, count: column.count)
      }
      let result = cast(column.children[position], to: target.type)
      errors.formUnion(result.errors)
      return result.column
    }
    let result = Column(
      type: type, count: column.count, validity: column.validity, children: children)
    return KernelResult(result, errors: errors)
  }
}

extension Column {
  /// The same memory, marked as holding one value in every row.
  var asConstant: Column {
    Column(
      type: type, count: count, validity: validity, values: values, offsets: offsets,
      bytes: bytes, children: children, isConstant: true)
  }
}
