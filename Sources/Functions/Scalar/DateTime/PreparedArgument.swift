// An argument that has to be prepared before it can be used: a pattern to compile, a zone to look
// up. A constant is prepared once a call; otherwise each distinct text is, and the last one is at
// hand without a search.

import Values

/// What the rows of a text column prepare to.
struct PreparedArgument<Prepared> {
  private let texts: TextVector
  private let prepare: (String) throws(FunctionError) -> Prepared
  private var known: [String: Result<Prepared, FunctionError>] = [:]
  private var last: (row: Int, result: Result<Prepared, FunctionError>)?

  init(_ column: Column, prepare: @escaping (String) throws(FunctionError) -> Prepared) {
    texts = TextVector(column)
    self.prepare = prepare
  }

  /// The prepared text of a row that is not NULL.
  mutating func value(_ row: Int) throws(FunctionError) -> Prepared {
    if let last, texts.isConstant || ByteScan.equal(texts[last.row], texts[row]) {
      return try last.result.get()
    }
    let text = texts.string(row)
    let result: Result<Prepared, FunctionError>
    if let old = known[text] {
      result = old
    } else {
      do throws(FunctionError) { result = .success(try prepare(text)) } catch {
        result = .failure(error)
      }
      known[text] = result
    }
    last = (row, result)
    return try result.get()
  }

  func text(_ row: Int) -> String { texts.string(row) }
}
