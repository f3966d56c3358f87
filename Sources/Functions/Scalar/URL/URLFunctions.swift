// The functions of this family.

/// The family's registry.
enum URLFunctions {
  static let all: [ScalarFunction] = []
}
