// NULL handling: COALESCE, IFNULL, NULLIF, AS_VALUE.

/// The family's registry.
enum NullFunctions {
  static let category = "NULL"

  static let all: [ScalarFunction] = [.coalesce, .ifNull, .nullIf, .asValue]
}
