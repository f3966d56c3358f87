// The functions of this family.

/// The family's registry.
enum JSONFunctions {
  static let all: [ScalarFunction] = []
}
