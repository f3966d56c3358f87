// The mathematical functions, and the shapes that most of them share.

import Values

/// The family's registry.
enum MathFunctions {
  static let all: [ScalarFunction] = [
    .abs, .acos, .asin, .atan, .atan2, .cbrt, .ceil, .cos, .cosh, .cot, .degrees, .exp, .floor,
    .geoDistance, .greatest, .least, .ln, .log, .pi, .power, .radians, .random, .round, .sign,
    .sin, .sinh, .sqrt, .tan, .tanh, .trunc,
  ]

  static let numbers: [SQLType] = [.integer, .bigint, .double]
}

extension ScalarFunction {
  /// A function of one number, computed in doubles.
  @inline(__always)
  static func real(
    _ name: String, _ summary: String, _ parameter: String, examples: [FunctionExample],
    _ body: @escaping @Sendable (Double) -> Double
  ) -> ScalarFunction {
    ScalarFunction(
      name, category: "MATHEMATICAL", summary: summary,
      overloads: MathFunctions.numbers.map { .real($0, parameter, body) }, examples: examples)
  }
}

extension ScalarOverload {
  /// One number of this type in, a double out.
  @inline(__always)
  static func real(
    _ type: SQLType, _ parameter: String, _ body: @escaping @Sendable (Double) -> Double
  ) -> ScalarOverload {
    ScalarOverload(
      [FunctionParameter("value", .type(type), parameter)], returns: .double,
      kernel: { call in
        let argument = call.arguments[0]
        switch type {
        case .integer: return FixedVector.map(argument, to: .double) { body(Double($0 as Int32)) }
        case .bigint: return FixedVector.map(argument, to: .double) { body(Double($0 as Int64)) }
        default: return FixedVector.map(argument, to: .double) { body($0 as Double) }
        }
      })
  }

  /// Two numbers of this type in, a double out.
  @inline(__always)
  static func real(
    _ type: SQLType, _ parameters: (FunctionParameter, FunctionParameter),
    _ body: @escaping @Sendable (Double, Double) -> Double
  ) -> ScalarOverload {
    ScalarOverload(
      [parameters.0, parameters.1], returns: .double,
      kernel: { call in
        let (x, y) = (call.arguments[0], call.arguments[1])
        switch type {
        case .integer:
          return FixedVector.combine(x, y, to: .double) { (x: Int32, y: Int32) in
            body(Double(x), Double(y))
          }
        case .bigint:
          return FixedVector.combine(x, y, to: .double) { (x: Int64, y: Int64) in
            body(Double(x), Double(y))
          }
        default:
          return FixedVector.combine(x, y, to: .double) { (x: Double, y: Double) in body(x, y) }
        }
      })
  }
}
