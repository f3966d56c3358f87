// Angles are radians.

import Platform
import Values

extension ScalarFunction {
  static let sin = real(
    "SIN", "The sine of an angle.", "the angle in radians",
    examples: [FunctionExample("SIN(0)", "0.0")]
  ) { Mathematics.sin($0) }

  static let cos = real(
    "COS", "The cosine of an angle.", "the angle in radians",
    examples: [FunctionExample("COS(0)", "1.0")]
  ) { Mathematics.cos($0) }

  static let tan = real(
    "TAN", "The tangent of an angle.", "the angle in radians",
    examples: [FunctionExample("TAN(0)", "0.0")]
  ) { Mathematics.tan($0) }

  static let cot = real(
    "COT", "The cotangent of an angle; Infinity at 0.", "the angle in radians",
    examples: [FunctionExample("COT(0)", "Infinity")]
  ) { 1 / Mathematics.tan($0) }

  static let asin = real(
    "ASIN", "The angle that has this sine; NaN beyond ±1.", "the sine",
    examples: [FunctionExample("ASIN(2)", "NaN")]
  ) { Mathematics.asin($0) }

  static let acos = real(
    "ACOS", "The angle that has this cosine; NaN beyond ±1.", "the cosine",
    examples: [FunctionExample("ACOS(1)", "0.0")]
  ) { Mathematics.acos($0) }

  static let atan = real(
    "ATAN", "The angle that has this tangent.", "the tangent",
    examples: [FunctionExample("ATAN(0)", "0.0")]
  ) { Mathematics.atan($0) }

  static let sinh = real(
    "SINH", "The hyperbolic sine.", "the number",
    examples: [FunctionExample("SINH(0)", "0.0")]
  ) { Mathematics.sinh($0) }

  static let cosh = real(
    "COSH", "The hyperbolic cosine.", "the number",
    examples: [FunctionExample("COSH(0)", "1.0")]
  ) { Mathematics.cosh($0) }

  static let tanh = real(
    "TANH", "The hyperbolic tangent.", "the number",
    examples: [FunctionExample("TANH(0)", "0.0")]
  ) { Mathematics.tanh($0) }

  static let degrees = real(
    "DEGREES", "An angle in degrees.", "the angle in radians",
    examples: [FunctionExample("DEGREES(PI())", "180.0")]
  ) { $0 * 180 / .pi }

  static let radians = real(
    "RADIANS", "An angle in radians.", "the angle in degrees",
    examples: [FunctionExample("RADIANS(180)", "3.141592653589793")]
  ) { $0 / 180 * .pi }

  static let atan2 = ScalarFunction(
    "ATAN2", category: "MATHEMATICAL", summary: "The angle of the point with these coordinates.",
    overloads: MathFunctions.numbers.map { type in
      .real(
        type,
        (
          FunctionParameter("y", .type(type), "the ordinate"),
          FunctionParameter("x", .type(type), "the abscissa")
        )
      ) { Mathematics.atan2($0, $1) }
    }, examples: [FunctionExample("ATAN2(0, -1)", "3.141592653589793")])
}
