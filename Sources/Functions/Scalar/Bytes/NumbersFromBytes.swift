// INT_FROM_BYTES, BIGINT_FROM_BYTES, DOUBLE_FROM_BYTES: numbers of fixed width in either order.
//
// Safe because the width is checked before bytes are loaded.

import Values

extension ScalarFunction {
  static let integerFromBytes = ScalarFunction(
    "INT_FROM_BYTES", category: BytesFunctions.category,
    summary: "The INTEGER that 4 bytes hold.",
    overloads: NumbersFromBytes.overloads(.integer) { raw, isLittle in
      let bits = raw.loadUnaligned(as: Int32.self)
      return isLittle ? Int32(littleEndian: bits) : Int32(bigEndian: bits)
    },
    examples: [FunctionExample("INT_FROM_BYTES(TO_BYTES('000007e5', 'hex'))", "2021")])

  static let bigintFromBytes = ScalarFunction(
    "BIGINT_FROM_BYTES", category: BytesFunctions.category,
    summary: "The BIGINT that 8 bytes hold.",
    overloads: NumbersFromBytes.overloads(.bigint) { raw, isLittle in
      let bits = raw.loadUnaligned(as: Int64.self)
      return isLittle ? Int64(littleEndian: bits) : Int64(bigEndian: bits)
    },
    examples: [
      FunctionExample(
        "BIGINT_FROM_BYTES(TO_BYTES('00f2052a01000000', 'hex'), 'LITTLE_ENDIAN')", "5000000000")
    ])

  static let doubleFromBytes = ScalarFunction(
    "DOUBLE_FROM_BYTES", category: BytesFunctions.category,
    summary: "The DOUBLE that 8 bytes hold.",
    overloads: NumbersFromBytes.overloads(.double) { raw, isLittle in
      let bits = raw.loadUnaligned(as: UInt64.self)
      return Double(bitPattern: isLittle ? UInt64(littleEndian: bits) : UInt64(bigEndian: bits))
    },
    examples: [
      FunctionExample("DOUBLE_FROM_BYTES(TO_BYTES('3ff8000000000000', 'hex'))", "1.5")
    ])
}

enum NumbersFromBytes {
  static func overloads<T: BitwiseCopyable & Numeric & SendableMetatype>(
    _ type: SQLType, _ load: @escaping @Sendable (UnsafeRawPointer, Bool) -> T
  ) -> [ScalarOverload] {
    let bytes = FunctionParameter.bytes("bytes", "exactly \(type.fixedWidth ?? 0) bytes")
    let order = FunctionParameter.string("order", "BIG_ENDIAN or LITTLE_ENDIAN")
    return [[bytes], [bytes, order]].map { parameters in
      ScalarOverload(parameters, returns: type, kernel: { evaluate(&$0, type, load) })
    }
  }

  private static func evaluate<T: BitwiseCopyable & Numeric & SendableMetatype>(
    _ call: inout KernelCall, _ type: SQLType, _ load: (UnsafeRawPointer, Bool) -> T
  ) -> Column {
    let sources = call.texts(0)
    let orders = call.arguments.count > 1 ? call.texts(1) : nil
    let width = type.fixedWidth ?? 0
    return call.makeFixed(type, zero: T.zero) { row, errors in
      var isLittle = false
      if let orders {
        switch orders.string(row).uppercased() {
        case "BIG_ENDIAN": break
        case "LITTLE_ENDIAN": isLittle = true
        default:
          errors.fail(row, "Byte order must be BIG_ENDIAN or LITTLE_ENDIAN")
          return nil
        }
      }
      guard sources.count(row) == width else {
        errors.fail(
          row, "Number of bytes must be equal to \(width), but found \(sources.count(row))")
        return nil
      }
      return load(UnsafeRawPointer(sources.start(row)), isLittle)
    }
  }
}
