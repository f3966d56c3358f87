// A number with a unit of time, as in windows, joins and timeouts.

/// `10 SECONDS`.
package struct DurationLiteral: Hashable, Sendable {
  /// As written, which may be zero or negative; the planner refuses that where it must.
  package let amount: Int64
  package let unit: TimeUnit
  @Incidental package var span: SourceSpan

  package init(_ amount: Int64, _ unit: TimeUnit, span: SourceSpan = .none) {
    self.amount = amount
    self.unit = unit
    self.span = span
  }

  /// The length in milliseconds; nil when that does not fit 64 bits.
  package var milliseconds: Int64? {
    let (product, overflow) = amount.multipliedReportingOverflow(by: unit.milliseconds)
    return overflow ? nil : product
  }
}

/// The units of windows and timeouts; the raw value is the canonical, plural spelling.
package enum TimeUnit: String, Hashable, Sendable, CaseIterable {
  case days = "DAYS"
  case hours = "HOURS"
  case minutes = "MINUTES"
  case seconds = "SECONDS"
  case milliseconds = "MILLISECONDS"

  /// Length of one unit.
  package var milliseconds: Int64 {
    switch self {
    case .days: 86_400_000
    case .hours: 3_600_000
    case .minutes: 60_000
    case .seconds: 1_000
    case .milliseconds: 1
    }
  }

  /// The unit a word names, singular or plural, in any case.
  package init?(spelling: String) {
    let upper = spelling.uppercased()
    guard let unit = TimeUnit(rawValue: upper.hasSuffix("S") ? upper : upper + "S") else {
      return nil
    }
    self = unit
  }
}
