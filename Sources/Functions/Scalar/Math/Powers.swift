// Roots, powers and logarithms, with the special cases of Java.

import Platform
import Values

extension ScalarFunction {
  static let sqrt = real(
    "SQRT", "The square root; NaN for negative numbers.", "the number",
    examples: [FunctionExample("SQRT(2.25)", "1.5"), FunctionExample("SQRT(-1)", "NaN")]
  ) { $0.squareRoot() }

  static let cbrt = real(
    "CBRT", "The cube root.", "the number", examples: [FunctionExample("CBRT(-27)", "-3.0")]
  ) { Mathematics.cbrt($0) }

  static let exp = real(
    "EXP", "The number e to a power.", "the power",
    examples: [FunctionExample("EXP(0)", "1.0")]
  ) { Mathematics.exp($0) }

  static let ln = real(
    "LN", "The natural logarithm; -Infinity at 0, NaN below.", "the number",
    examples: [FunctionExample("LN(1)", "0.0"), FunctionExample("LN(0)", "-Infinity")]
  ) { Mathematics.log($0) }

  static let log = ScalarFunction(
    "LOG", category: "MATHEMATICAL",
    summary: "The natural logarithm, or the logarithm to a base.",
    overloads: MathFunctions.numbers.flatMap { type in
      [
        ScalarOverload.real(type, "the number") { Mathematics.log($0) },
        .real(
          type,
          (
            FunctionParameter("base", .type(type), "the base; NaN unless above 0 and not 1"),
            FunctionParameter("value", .type(type), "the number")
          )
        ) { base, x in
          base <= 0 || base == 1 ? .nan : Mathematics.log(x) / Mathematics.log(base)
        },
      ]
    },
    examples: [
      FunctionExample("LOG(1)", "0.0"), FunctionExample("LOG(2, 8)", "3.0"),
      FunctionExample("LOG(1, 8)", "NaN"),
    ])

  static let power = ScalarFunction(
    "POWER", category: "MATHEMATICAL", summary: "A base to a power.",
    overloads: MathFunctions.numbers.map { type in
      .real(
        type,
        (
          FunctionParameter("base", .type(type), "the base"),
          FunctionParameter("exponent", .type(type), "the power")
        )
      ) { base, exponent in
        // C gives 1 where Java gives NaN: 1 to NaN, ±1 to infinity.
        exponent.isNaN || (exponent.isInfinite && base.magnitude == 1)
          ? .nan : Mathematics.pow(base, exponent)
      }
    },
    examples: [
      FunctionExample("POWER(2, 10)", "1024.0"), FunctionExample("POWER(4, 0.5)", "2.0"),
    ])
}
