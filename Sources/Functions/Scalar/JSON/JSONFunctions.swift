// Functions of JSON text. Numbers keep all their digits; malformed text fails the row unless a
// function says otherwise.

/// The family's registry.
enum JSONFunctions {
  static let category = "JSON"

  static let all: [ScalarFunction] = [
    .extractJSONField, .isJSONString, .jsonArrayContains, .jsonArrayLength, .jsonConcat,
    .jsonItems, .jsonKeys, .jsonRecords, .toJSONString,
  ]
}
