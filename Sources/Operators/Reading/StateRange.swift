// Which rows of a store a pull query wants.

package import Values

/// Bounds on the key, column by column in order; nil is open.
package struct KeyBounds: Hashable, Sendable {
  package var lower: [Value]?
  package var includesLower: Bool
  package var upper: [Value]?
  package var includesUpper: Bool

  package init(
    lower: [Value]? = nil, includesLower: Bool = true, upper: [Value]? = nil,
    includesUpper: Bool = true
  ) {
    self.lower = lower
    self.includesLower = includesLower
    self.upper = upper
    self.includesUpper = includesUpper
  }

  package static let all = KeyBounds()
}

/// Bounds on windows, all inclusive, in milliseconds.
package struct WindowRange: Hashable, Sendable {
  package var startLower = Int64.min
  package var startUpper = Int64.max
  package var endLower = Int64.min
  package var endUpper = Int64.max

  package init() {}

  package static let all = WindowRange()

  func contains(start: Int64, end: Int64) -> Bool {
    start >= startLower && start <= startUpper && end >= endLower && end <= endUpper
  }
}
