// Functions between byte strings and other types.

/// The family's registry.
enum BytesFunctions {
  static let category = "BYTES"

  static let all: [ScalarFunction] = [
    .toBytes, .fromBytes, .integerFromBytes, .bigintFromBytes, .doubleFromBytes,
  ]
}
