// Functions of URLs.

/// The family's registry.
enum URLFunctions {
  static let category = "URL"

  static let all: [ScalarFunction] = [
    .urlDecodeParameter, .urlEncodeParameter, .urlExtractFragment, .urlExtractHost,
    .urlExtractParameter, .urlExtractPath, .urlExtractPort, .urlExtractProtocol,
    .urlExtractQuery,
  ]
}
