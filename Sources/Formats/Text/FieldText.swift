// Sentences about single values that more than one format says.

enum FieldText {
  static let timeRange =
    "Time values must use number of milliseconds greater than 0 and less than 86400000."

  static func misfit(
    _ misfit: NumberText.DecimalMisfit, _ token: NumberToken, precision: Int, scale: Int
  ) -> String {
    let text = String(decoding: token.text, as: UTF8.self)
    switch misfit {
    case .overflow:
      return "Numeric field overflow: A field with precision \(precision) and scale \(scale) "
        + "must round to an absolute value less than 10^\(precision - scale). Got \(text)"
    case .inexact:
      return "Cannot fit decimal '\(text)' into DECIMAL(\(precision), \(scale)) without rounding."
    }
  }
}
