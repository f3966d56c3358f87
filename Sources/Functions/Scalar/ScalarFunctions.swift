// The registry of scalar functions: one array a family, each in its own folder.

/// All scalar functions.
package enum ScalarFunctions {
  package static let all: [ScalarFunction] = [
    NullFunctions.all,
    StringFunctions.all,
    BytesFunctions.all,
    JSONFunctions.all,
    URLFunctions.all,
    CollectionFunctions.all,
    DateTimeFunctions.all,
    LambdaFunctions.all,
    MathFunctions.all,
  ].flatMap { $0 }

  /// The function with this name, whatever its case.
  package static func function(named name: String) -> ScalarFunction? {
    byName[name.uppercased()]
  }

  private static let byName: [String: ScalarFunction] = Dictionary(
    all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
}
