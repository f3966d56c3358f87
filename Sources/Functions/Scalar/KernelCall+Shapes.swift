// The loops that most kernels of texts share: a body per row, inlined, that writes to a text
// column, to fixed-width values or to an array. The body tells whether the row has a value.
//
// Safe because the columns of a call live as long as the call.

import Values

extension KernelCall {
  @inline(__always)
  func texts(_ argument: Int) -> TextVector { TextVector(arguments[argument]) }

  @inline(__always)
  func integers(_ argument: Int) -> UnsafePointer<Int32> {
    UnsafePointer(arguments[argument].int32s)
  }

  /// Whether no argument is NULL in the row.
  @inline(__always)
  func allValid(_ row: Int) -> Bool {
    for argument in arguments where !argument.isValid(row) { return false }
    return true
  }

  /// A STRING or BYTES result; a body that gives false makes the row NULL.
  @inline(__always)
  mutating func makeText(
    bytes: Int = 0, type: SQLType = .string,
    _ body: (Int, inout TextOutput, inout KernelErrors) -> Bool
  ) -> Column {
    var output = TextOutput(count: count, bytes: bytes)
    var errors = KernelErrors(rowCount: count)
    for row in 0..<count {
      if body(row, &output, &errors) {
        output.endRow()
      } else {
        output.appendNull()
      }
    }
    fail(errors)
    fail(output.errors)
    return output.finish(type)
  }

  /// A fixed-width result; a body that gives nil makes the row NULL.
  @inline(__always)
  mutating func makeFixed<T: BitwiseCopyable>(
    _ type: SQLType, zero: T, _ body: (Int, inout KernelErrors) -> T?
  ) -> Column {
    var errors = KernelErrors(rowCount: count)
    var validity: Bitmap?
    let rows = count
    let column = FixedVector.make(type, rows) { (out: UnsafeMutablePointer<T>) in
      for row in 0..<rows {
        if let value = body(row, &errors) {
          out[row] = value
          continue
        }
        out[row] = zero
        if validity == nil { validity = Bitmap(count: rows, all: true) }
        validity?[row] = false
      }
    }
    fail(errors)
    return validity == nil ? column : column.with(validity: validity)
  }

  /// An ARRAY<STRING> (or ARRAY<BYTES>) result; the body adds elements. False makes the row NULL.
  @inline(__always)
  mutating func makeTexts(
    element: SQLType = .string, _ body: (Int, inout TextListOutput, inout KernelErrors) -> Bool
  ) -> Column {
    var output = TextListOutput(element: element)
    var errors = KernelErrors(rowCount: count)
    for row in 0..<count {
      if body(row, &output, &errors) {
        output.endRow()
      } else {
        output.appendNull()
      }
    }
    fail(errors)
    return output.finish()
  }
}

/// The rows of an array of texts being written.
struct TextListOutput {
  private let builder: ColumnBuilder

  init(element: SQLType) { builder = ColumnBuilder(.array(element)) }

  func add(_ element: UnsafeBufferPointer<UInt8>) { builder.children[0].append(element) }

  func add(_ element: Slice<UnsafeBufferPointer<UInt8>>) {
    builder.children[0].append(UnsafeBufferPointer(rebasing: element))
  }

  func add(_ element: String) { builder.children[0].append(element) }

  func add(_ element: [UInt8]) { element.withUnsafeBufferPointer { add($0) } }

  func addNull() { builder.children[0].appendNull() }

  func endRow() { builder.endRow() }

  func appendNull() { builder.appendNull() }

  func finish() -> Column { builder.finish() }
}
