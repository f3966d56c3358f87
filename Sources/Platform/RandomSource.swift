// Randomness as a value that is passed in: the system's in the server, a seeded one in tests and
// simulation, so that one number reproduces a run.

import Synchronization

/// Where random numbers come from. Safe to use from any thread.
package protocol RandomSource: AnyObject, Sendable {
  /// 64 random bits.
  func next() -> UInt64
}

extension RandomSource {
  /// A number in `0 ..< bound`; the bias is below bound / 2^64.
  package func next(below bound: Int) -> Int {
    precondition(bound > 0, "the range must not be empty")
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A random (version 4) UUID as 16 bytes: high and low half.
  package func uuid() -> (high: UInt64, low: UInt64) {
    let high = next() & 0xFFFF_FFFF_FFFF_0FFF | 0x0000_0000_0000_4000
    let low = next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    return (high, low)
  }
}

/// The text of a UUID: 36 characters, lower case.
package enum UUIDText {
  package static let count = 36

  /// Writes 36 bytes.
  package static func write(
    _ high: UInt64, _ low: UInt64, to target: UnsafeMutablePointer<UInt8>
  ) {
    var position = 0
    for (index, half) in [high, low].enumerated() {
      for digit in 0..<16 {
        let place = index * 16 + digit
        if place == 8 || place == 12 || place == 16 || place == 20 {
          target[position] = UInt8(ascii: "-")
          position += 1
        }
        let nibble = UInt8(truncatingIfNeeded: half >> UInt64(60 - digit * 4)) & 15
        target[position] = nibble < 10 ? nibble + 48 : nibble + 87
        position += 1
      }
    }
  }

  package static func string(_ high: UInt64, _ low: UInt64) -> String {
    String(unsafeUninitializedCapacity: count) { text in
      guard let start = text.baseAddress else { return 0 }
      write(high, low, to: start)
      return count
    }
  }
}

/// The random numbers of the system.
package final class SystemRandomSource: RandomSource {
  package init() {}

  package func next() -> UInt64 {
    var generator = SystemRandomNumberGenerator()
    return generator.next()
  }
}

/// A repeatable sequence (splitmix64).
package final class SeededRandomSource: RandomSource {
  private let state: Atomic<UInt64>

  /// Two sources with the same seed give the same numbers.
  package init(seed: UInt64) { state = Atomic(seed) }

  // The arithmetic of splitmix64 is modulo 2^64. Safe because wrapping is its definition.
  package func next() -> UInt64 {
    var z = state.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
