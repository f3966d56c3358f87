// CUBE_EXPLODE: for d columns, the 2^d rows in which each column is either there or NULL, counted
// in binary with the first column as the highest digit. A column that is NULL anyway takes no part.

import Values

extension TableFunction {
  static let cubeExplode = TableFunction(
    "CUBE_EXPLODE",
    summary: "Gives every combination of the columns with NULL in place of some of them.",
    overloads: [
      TableOverload(
        [FunctionParameter("columns", .array(.generic("T")), "the columns to combine")],
        returns: { (types: [SQLType]) throws(FunctionError) -> SQLType in types[0] },
        kernel: { call in cube(&call) })
    ])

  /// More columns would give more than a million rows for one.
  private static let columnsMax = 20

  private static func cube(_ call: inout KernelCall) -> Column {
    let lists = call.arguments[0]
    let values = lists.children[0]
    let results = ColumnBuilder(.array(lists.type), capacity: call.count)
    let combinations = results.children[0]
    for row in 0..<call.count {
      guard lists.isValid(row) else {
        results.appendNull()
        continue
      }
      let columns = lists.elements(at: row)
      guard columns.count <= columnsMax else {
        call.fail(row, "CUBE_EXPLODE takes at most \(columnsMax) columns, not \(columns.count)")
        results.appendNull()
        continue
      }
      var absent = 0
      for (i, column) in columns.enumerated() where !values.isValid(column) {
        absent |= 1 << (columns.count - 1 - i)
      }
      for combination in 0..<(1 << columns.count) where combination & absent == 0 {
        for (i, column) in columns.enumerated() {
          if combination >> (columns.count - 1 - i) & 1 == 1 {
            combinations.children[0].append(from: values, row: column)
          } else {
            combinations.children[0].appendNull()
          }
        }
        combinations.endRow()
      }
      results.endRow()
    }
    return results.finish()
  }
}
