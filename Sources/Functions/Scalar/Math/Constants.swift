// PI and RANDOM: functions without arguments.

import Platform
import Values

extension ScalarFunction {
  static let pi = ScalarFunction(
    "PI", category: "MATHEMATICAL", summary: "The number π.",
    overloads: [
      ScalarOverload(
        [], returns: .double,
        kernel: { call in Column.constant(.double(.pi), type: .double, count: call.count) })
    ], examples: [FunctionExample("PI()", "3.141592653589793")])

  static let random = ScalarFunction(
    "RANDOM", category: "MATHEMATICAL", summary: "A random number from 0 up to, not including, 1.",
    isDeterministic: false,
    overloads: [
      ScalarOverload(
        [], returns: .double,
        kernel: { call in
          let random = call.environment.random
          return FixedVector.make(.double, call.count) { (out: UnsafeMutablePointer<Double>) in
            for row in 0..<call.count { out[row] = Double(random.next() >> 11) * 0x1p-53 }
          }
        })
    ], examples: [FunctionExample("RANDOM() < 1", "true")])
}
