// ABS and SIGN.

import Values

extension ScalarFunction {
  /// The magnitude of the least whole number is that number itself. Safe because it wraps there
  /// alone, as the dialect has it.
  static let abs = ScalarFunction(
    "ABS", category: "MATHEMATICAL", summary: "The magnitude of a number.",
    overloads: [
      unary(.integer) { call in
        FixedVector.map(call.arguments[0], to: .integer) { (x: Int32) in x < 0 ? 0 &- x : x }
      },
      unary(.bigint) { call in
        FixedVector.map(call.arguments[0], to: .bigint) { (x: Int64) in x < 0 ? 0 &- x : x }
      },
      unary(.double) { call in
        FixedVector.map(call.arguments[0], to: .double) { (x: Double) in x.magnitude }
      },
      ScalarOverload(
        [FunctionParameter("value", .decimal, "the number")], returns: ScalarOverload.sameAsFirst,
        kernel: { call in
          FixedVector.map(call.arguments[0], to: call.resultType) { (x: Int128) in
            x < 0 ? 0 &- x : x
          }
        }),
    ],
    examples: [FunctionExample("ABS(-3)", "3"), FunctionExample("ABS(-1.50)", "1.50")])

  private static func unary(
    _ type: SQLType, returns result: SQLType? = nil,
    _ kernel: @escaping @Sendable (inout KernelCall) -> Column
  ) -> ScalarOverload {
    ScalarOverload(
      [FunctionParameter("value", .type(type), "the number")], returns: result ?? type,
      kernel: kernel)
  }

  static let sign = ScalarFunction(
    "SIGN", category: "MATHEMATICAL", summary: "-1, 0 or 1 as a number is below, at or above 0.",
    overloads: [
      unary(.integer, returns: .integer) { call in
        FixedVector.map(call.arguments[0], to: .integer) { (x: Int32) in x.signum() }
      },
      unary(.bigint, returns: .integer) { call in
        FixedVector.map(call.arguments[0], to: .integer) { (x: Int64) in
          Int32(truncatingIfNeeded: x.signum())
        }
      },
      unary(.double, returns: .integer) { call in
        FixedVector.map(call.arguments[0], to: .integer) { (x: Double) in
          x > 0 ? Int32(1) : (x < 0 ? -1 : 0)
        }
      },
    ],
    examples: [FunctionExample("SIGN(-2.5)", "-1"), FunctionExample("SIGN(0)", "0")])
}
