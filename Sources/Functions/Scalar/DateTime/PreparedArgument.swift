// An argument that has to be prepared before it can be used: a pattern to compile, a zone to look
// up. A constant is prepared once a call; otherwise each distinct text is, and the last one is at
// hand without a search.

import Values

/// What the rows of a text column prepare to, an object.
struct PreparedArgument<Prepared: AnyObject> {
  private let texts: TextVector
  private let prepare: (String) throws(FunctionError) -> Prepared
  private var known: [String: Result<Prepared, FunctionError>] = [:]
  private var lastRow = -1
  private var last: Prepared?

  init(_ column: Column, prepare: @escaping (String) throws(FunctionError) -> Prepared) {
    texts = TextVector(column)
    self.prepare = prepare
  }

  /// The prepared text of a row that is not NULL.
  @inline(__always)
  mutating func value(_ row: Int) throws(FunctionError) -> Prepared {
    if let last, texts.isConstant || ByteScan.equal(texts[lastRow], texts[row]) { return last }
    return try search(row)
  }

  @inline(never)
  private mutating func search(_ row: Int) throws(FunctionError) -> Prepared {
    let text = texts.string(row)
    if known[text] == nil {
      do throws(FunctionError) { known[text] = .success(try prepare(text)) } catch {
        known[text] = .failure(error)
      }
    }
    guard let result = known[text] else { throw FunctionError("") }
    let prepared = try result.get()
    last = prepared
    lastRow = row
    return prepared
  }

  func text(_ row: Int) -> String { texts.string(row) }
}
