// The rules of one time zone: when its offset from UTC changed, and how it goes on changing.
//
//     types[first] │ t0 │ t1 │ …  │ tn │ footer rule
//     ─────────────┴────┴────┴────┴────┴────────────▶ time
//
// A lookup is a binary search; behind the last transition the footer's rule speaks.

/// The offsets of a time zone through time. Immutable.
package final class ZoneRules: Sendable {
  /// The name that the zone was asked for: `Europe/London`, `+02:00`, `UTC`.
  package let id: String
  /// Seconds since the epoch at which the type changes, rising.
  let transitions: [Int64]
  /// The type from transition i on.
  let typeIndexes: [UInt8]
  let types: [ZoneType]
  /// The type before the first transition.
  let firstType: ZoneType
  let footer: PosixZoneRule?

  /// A zone that always has the same offset.
  package init(id: String, offsetSeconds: Int, name: String? = nil) {
    self.id = id
    transitions = []
    typeIndexes = []
    firstType = ZoneType(
      offsetSeconds: offsetSeconds, isDaylight: false,
      name: name ?? ZoneRules.offsetText(offsetSeconds))
    types = [firstType]
    footer = nil
  }

  init(
    id: String, transitions: [Int64], typeIndexes: [UInt8], types: [ZoneType],
    firstType: ZoneType, footer: PosixZoneRule?
  ) {
    self.id = id
    self.transitions = transitions
    self.typeIndexes = typeIndexes
    self.types = types
    self.firstType = firstType
    self.footer = footer
  }

  /// Coordinated universal time.
  package static let utc = ZoneRules(id: "UTC", offsetSeconds: 0, name: "UTC")

  /// Whether the offset never changes.
  package var isFixed: Bool { transitions.isEmpty && footer == nil }

  /// Seconds to add to UTC at an instant.
  package func offset(atEpochSecond second: Int64) -> Int { type(at: second).offsetSeconds }

  /// What clocks on the wall call the time at an instant: `CET`, `PDT`, `+03`.
  package func abbreviation(atEpochSecond second: Int64) -> String { type(at: second).name }

  package func isDaylight(atEpochSecond second: Int64) -> Bool { type(at: second).isDaylight }

  /// Seconds to subtract from a local time to get UTC. A local time that a clock skipped or showed
  /// twice takes the offset from before the change, so that a skipped hour moves later.
  package func offset(atLocalSecond local: Int64) -> Int {
    if isFixed { return firstType.offsetSeconds }
    // Of the offsets around the time, the one before a change is the one in force a day earlier
    // unless no change lies between.
    let before = offset(atEpochSecond: local - 86_400)
    let after = offset(atEpochSecond: local + 86_400)
    if before == after {
      // Two changes within two days are rare; check that the offset holds at the time itself.
      let here = offset(atEpochSecond: local - Int64(before))
      return here == before ? before : here
    }
    // With the earlier offset the time lies before the change, in it (skipped) or, if the clock
    // was put back, is shown for the first time: all three take the earlier offset. Else the change is past.
    let instant = local - Int64(before)
    let change = self.change(after: local - 86_400, before: local + 86_400) ?? instant
    if instant < change { return before }
    return local - Int64(after) >= change ? after : before
  }

  /// The first instant in the range at which the offset differs from that at its start.
  private func change(after start: Int64, before end: Int64) -> Int64? {
    let first = offset(atEpochSecond: start)
    var (low, high) = (start, end)
    while low + 1 < high {
      let middle = low + (high - low) / 2
      if offset(atEpochSecond: middle) == first { low = middle } else { high = middle }
    }
    return offset(atEpochSecond: high) == first ? nil : high
  }

  private func type(at second: Int64) -> ZoneType {
    guard let last = transitions.last else {
      return footer?.type(atEpochSecond: second) ?? firstType
    }
    if second >= last, let footer { return footer.type(atEpochSecond: second) }
    if second < transitions[0] { return firstType }
    var (low, high) = (0, transitions.count)
    while low + 1 < high {
      let middle = (low + high) / 2
      if transitions[middle] <= second { low = middle } else { high = middle }
    }
    return types[Int(typeIndexes[low])]
  }

  /// `Z`, `+02:00`, `-00:30:15`.
  package static func offsetText(_ seconds: Int) -> String {
    if seconds == 0 { return "Z" }
    let magnitude = abs(seconds)
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let text =
      (seconds < 0 ? "-" : "+") + two(magnitude / 3600) + ":" + two(magnitude / 60 % 60)
    return magnitude % 60 == 0 ? text : text + ":" + two(magnitude % 60)
  }
}

/// One kind of local time of a zone.
struct ZoneType: Sendable, Equatable {
  let offsetSeconds: Int
  let isDaylight: Bool
  let name: String
}
