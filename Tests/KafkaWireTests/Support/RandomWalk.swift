// Fills a message by chance, from a seed: long and empty texts, nulls wherever they may be, arrays of
// none to a few, tagged fields or not.

import KafkaWire

/// SplitMix64 (Steele, Lea, Flood 2014).
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

struct RandomWalk: FieldWalk {
  static let fills = true
  let version: Int16
  let isFlexible: Bool
  var position: Int { 0 }
  private var random: SeededRandom

  init(seed: UInt64, version: Int16, isFlexible: Bool) {
    random = SeededRandom(seed)
    self.version = version
    self.isFlexible = isFlexible
  }

  private mutating func oneIn(_ count: Int) -> Bool {
    Int.random(in: 0..<count, using: &random) == 0
  }

  mutating func bool(_ value: inout Bool) { value = Bool.random(using: &random) }

  mutating func integer<T: FixedWidthInteger>(_ value: inout T) {
    let edges: [T] = [0, 1, .min, .max, ~0]
    value =
      oneIn(3)
      ? edges[Int.random(in: 0..<edges.count, using: &random)]
      : T(truncatingIfNeeded: random.next())
  }

  mutating func error(_ value: inout KafkaError) {
    value = KafkaError.allCases.randomElement(using: &random) ?? .noError
  }

  mutating func uuid(_ value: inout KafkaUUID) {
    value = KafkaUUID(high: random.next(), low: random.next())
  }

  /// Sizes on both sides of where a length takes one byte more.
  private mutating func size() -> Int {
    let sizes = [0, 1, 7, 126, 127, 128, 300]
    return oneIn(2)
      ? Int.random(in: 0...12, using: &random)
      : sizes[Int.random(in: 0..<sizes.count, using: &random)]
  }

  mutating func string(_ value: inout String) {
    let letters = Array("abcXYZ019.-_ éß→𝄞")
    value = String((0..<size()).map { _ in letters.randomElement(using: &random) ?? "a" })
  }

  mutating func nullableString(_ value: inout String?) {
    if oneIn(3) { return value = nil }
    var text = ""
    string(&text)
    value = text
  }

  mutating func bytes(_ value: inout [UInt8]) {
    value = (0..<size()).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }

  mutating func nullableBytes(_ value: inout [UInt8]?) {
    if oneIn(3) { return value = nil }
    var bytes: [UInt8] = []
    self.bytes(&bytes)
    value = bytes
  }

  mutating func nullableRecords(_ value: inout RecordSpan?) {
    value =
      oneIn(3) ? nil : RecordSpan(start: Int.random(in: 0..<256, using: &random), count: size())
  }

  mutating func count(_ count: inout Int?, nullable: Bool, elementSize: Int) {
    count = nullable && oneIn(4) ? nil : oneIn(30) ? 130 : Int.random(in: 0...3, using: &random)
  }

  mutating func beginTags() -> TagSection { TagSection() }
  mutating func enterTag(_ tag: UInt32, _ tags: inout TagSection, differs: Bool) -> Bool {
    isFlexible && !oneIn(3)
  }
  mutating func leaveTag(_ tags: inout TagSection) {}
  mutating func endTags(_ tags: inout TagSection) {}
}
