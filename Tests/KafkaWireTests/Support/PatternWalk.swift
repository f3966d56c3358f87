// Fills a message by a rule that needs no random numbers, so that a program in another language can
// fill the same message with the same values. The golden bytes were made that way:
//
//   n counts fields, arrays and array elements that are not structures, from `start` + 1 on
//   bool          n is odd                      array     n % 7 == 0: empty; else 1 + n % 2 elements
//   integer       n × 0x9E3779B97F4A7C15, low bits        (null when it may be and n % 5 == 0)
//   error code    n % 90                        string    "s<n>", with é behind it when n % 4 == 0
//   uuid          bytes n, n + 1, …             bytes     n % 5 times the byte n
//   records       n % 5 + 1 times the byte n    null      where it may be and n % 3 == 0
//
// Fields come in the order of the wire, tagged ones last and always there.

import KafkaWire

struct PatternWalk: FieldWalk {
  static let fills = true
  let version: Int16
  let isFlexible: Bool
  var position: Int { n }
  private var n: Int

  init(start: Int, version: Int16, isFlexible: Bool) {
    n = start
    self.version = version
    self.isFlexible = isFlexible
  }

  private mutating func next() -> Int {
    n += 1
    return n
  }

  mutating func bool(_ value: inout Bool) { value = next() % 2 == 1 }

  mutating func integer<T: FixedWidthInteger>(_ value: inout T) {
    value = T(truncatingIfNeeded: UInt64(next()) &* 0x9E37_79B9_7F4A_7C15)
  }

  mutating func error(_ value: inout KafkaError) {
    value = KafkaError(rawValue: Int16(next() % 90)) ?? .unknownServerError
  }

  mutating func uuid(_ value: inout KafkaUUID) {
    let n = next()
    var halves: [UInt64] = [0, 0]
    for index in 0..<16 { halves[index / 8] = halves[index / 8] << 8 | UInt64((n + index) & 255) }
    value = KafkaUUID(high: halves[0], low: halves[1])
  }

  private static func text(_ n: Int) -> String { "s\(n)" + (n % 4 == 0 ? "é" : "") }

  mutating func string(_ value: inout String) { value = Self.text(next()) }

  mutating func nullableString(_ value: inout String?) {
    let n = next()
    value = n % 3 == 0 ? nil : Self.text(n)
  }

  mutating func bytes(_ value: inout [UInt8]) {
    let n = next()
    value = [UInt8](repeating: UInt8(n & 255), count: n % 5)
  }

  mutating func nullableBytes(_ value: inout [UInt8]?) {
    let n = next()
    value = n % 3 == 0 ? nil : [UInt8](repeating: UInt8(n & 255), count: n % 5)
  }

  mutating func nullableRecords(_ value: inout RecordSpan?) {
    let n = next()
    value = n % 3 == 0 ? nil : RecordSpan(start: n, count: n % 5 + 1)
  }

  /// The batches that stand for a span made here.
  static func records(_ span: RecordSpan) -> [UInt8] {
    [UInt8](repeating: UInt8(span.start & 255), count: span.count)
  }

  mutating func count(_ count: inout Int?, nullable: Bool, elementSize: Int) {
    let n = next()
    count = nullable && n % 5 == 0 ? nil : n % 7 == 0 ? 0 : 1 + n % 2
  }

  mutating func beginTags() -> TagSection { TagSection() }
  mutating func enterTag(_ tag: UInt32, _ tags: inout TagSection, differs: Bool) -> Bool {
    isFlexible
  }
  mutating func leaveTag(_ tags: inout TagSection) {}
  mutating func endTags(_ tags: inout TagSection) {}
}
