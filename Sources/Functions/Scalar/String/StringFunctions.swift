// The functions of this family.

/// The family's registry.
enum StringFunctions {
  static let all: [ScalarFunction] = []
}
