// Casts from STRING.

import Platform
import Values

enum ParsingCasts {
  static func cast(_ column: Column, to type: SQLType) -> KernelResult {
    let texts = TextVector(column)
    switch type {
    case .boolean:
      return parse(column, texts, to: type, 0) { text throws(FunctionError) -> UInt8 in
        NumberText.boolean(text) ? 1 : 0
      }
    case .integer:
      return parse(column, texts, to: type, 0) { text throws(FunctionError) -> Int32 in
        guard let value = NumberText.integer(text), let narrow = Int32(exactly: value) else {
          throw invalid(text, type)
        }
        return narrow
      }
    case .bigint:
      return parse(column, texts, to: type, 0) { text throws(FunctionError) -> Int64 in
        guard let value = NumberText.integer(text) else { throw invalid(text, type) }
        return value
      }
    case .double:
      return parse(column, texts, to: type, 0) { text throws(FunctionError) -> Double in
        guard let value = NumberText.double(text) else { throw invalid(text, type) }
        return value
      }
    case .decimal(let precision, let scale): return decimals(column, texts, precision, scale)
    case .date:
      return parse(column, texts, to: type, 0) { text throws(FunctionError) -> Int32 in
        try PartialTimestamp.date(text)
      }
    case .time:
      return parse(column, texts, to: type, 0) { text throws(FunctionError) -> Int32 in
        try PartialTimestamp.time(text)
      }
    case .timestamp:
      return parse(column, texts, to: type, 0) { text throws(FunctionError) -> Int64 in
        try PartialTimestamp.parse(text)
      }
    default: return bytes(column, texts)
    }
  }

  @inline(__always)
  private static func parse<T: BitwiseCopyable>(
    _ column: Column, _ texts: TextVector, to type: SQLType, _ empty: T,
    _ body: (UnsafeBufferPointer<UInt8>) throws(FunctionError) -> T
  ) -> KernelResult {
    var errors = KernelErrors(rowCount: column.count)
    let result = FixedVector.make(
      type, column.count, validity: column.validity, isConstant: column.isConstant
    ) { (out: UnsafeMutablePointer<T>) in
      for row in 0..<column.count {
        guard texts.isValid(row) else {
          out[row] = empty
          continue
        }
        do throws(FunctionError) {
          out[row] = try body(texts[row])
        } catch {
          out[row] = empty
          errors.fail(row, error.reason)
        }
      }
    }
    return KernelResult(result, errors: errors)
  }

  private static func decimals(
    _ column: Column, _ texts: TextVector, _ precision: Int, _ scale: Int
  ) -> KernelResult {
    NumericCasts.toDecimal(column, precision, scale) { row in
      guard texts.isValid(row) else { return 0 }
      return Decimal(parsing: NumberText.trimmed(texts[row]))?
        .rescaled(to: scale, rounding: .halfUp)
    } text: { row in
      texts.string(row)
    }
  }

  private static func bytes(_ column: Column, _ texts: TextVector) -> KernelResult {
    var output = TextOutput(count: column.count, bytes: texts.byteCount(column.count))
    var errors = KernelErrors(rowCount: column.count)
    for row in 0..<column.count {
      guard texts.isValid(row) else {
        output.appendNull()
        continue
      }
      if let decoded = Base64.decode(texts[row], leniently: false) {
        output.append(decoded)
      } else {
        errors.fail(row, invalid(texts[row], .bytes).reason)
      }
      output.endRow()
    }
    errors.formUnion(output.errors)
    return KernelResult(output.finish(.bytes), errors: errors)
  }

  private static func invalid(
    _ text: UnsafeBufferPointer<UInt8>, _ type: SQLType
  ) -> FunctionError {
    FunctionError(
      "Cannot cast '\(String(decoding: text, as: UTF8.self))' to \(type)")
  }
}
