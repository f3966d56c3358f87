// The functions that take lambdas, and what they share: the elements of a batch of collections
// laid out as one column, with the row that each belongs to.

import Values

/// The family's registry.
enum LambdaFunctions {
  static let all: [ScalarFunction] = [.filter, .reduce, .transform]
}

/// The elements or entries of the collections that are not NULL.
struct LambdaBindings {
  /// A column for each part: elements, or keys and values.
  let parts: [Column]
  /// The row that each element belongs to.
  let outerRows: [Int32]
  /// Where the elements of each row start; one more than rows.
  let starts: [Int32]

  var count: Int { outerRows.count }

  init(_ collections: Column) {
    var outerRows: [Int32] = []
    var starts: [Int32] = [0]
    var elements: [Int32] = []
    let total = collections.children.first?.count ?? 0
    outerRows.reserveCapacity(total)
    elements.reserveCapacity(total)
    starts.reserveCapacity(collections.count + 1)
    for row in 0..<collections.count {
      if collections.isValid(row) {
        for element in collections.elements(at: row) {
          elements.append(Int32(truncatingIfNeeded: element))
          outerRows.append(Int32(truncatingIfNeeded: row))
        }
      }
      starts.append(Int32(truncatingIfNeeded: elements.count))
    }
    // Without gaps the children are the elements as they are.
    let isDense = elements.count == total && (elements.first ?? 0) == 0
    parts =
      isDense
      ? collections.children
      : collections.children.map { Gather.rows(of: $0, elements, count: elements.count) }
    self.outerRows = outerRows
    self.starts = starts
  }

  /// Evaluates a lambda over all elements. A binding that fails fails its row.
  func evaluate(_ lambda: any LambdaBody, _ call: inout KernelCall) -> Column {
    let result = lambda.evaluate(parameters: parts, outerRows: outerRows, count: count)
    call.fail(result.errors, outerRows)
    return result.column
  }

  func elements(of row: Int) -> Range<Int> { Int(starts[row])..<Int(starts[row + 1]) }
}

extension KernelCall {
  /// Fails the rows whose bindings failed.
  mutating func fail(_ bindings: KernelErrors, _ outerRows: [Int32]) {
    guard let failed = bindings.failed else { return }
    for sample in bindings.samples { fail(Int(outerRows[sample.row]), sample.reason) }
    for i in outerRows.indices where failed[i] {
      fail(Int(outerRows[i]), bindings.samples.first?.reason ?? "the lambda failed")
    }
  }
}
