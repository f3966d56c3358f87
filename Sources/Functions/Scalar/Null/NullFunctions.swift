// The functions of this family.

/// The family's registry.
enum NullFunctions {
  static let all: [ScalarFunction] = []
}
