// Time and randomness that tests control.

import Platform
import Testing

@Suite struct SourceTests {
  @Test func aManualClockStandsStillUntilItIsMoved() {
    let clock = ManualTimeSource(wallMilliseconds: 1000)
    #expect(clock.wallMilliseconds() == 1000)
    clock.advance(milliseconds: 5)
    #expect(clock.wallMilliseconds() == 1005)
    #expect(clock.monotonicNanoseconds() == 5_000_000)
  }

  @Test func aSeedRepeatsItsSequence() {
    let (a, b, c) = (
      SeededRandomSource(seed: 42), SeededRandomSource(seed: 42), SeededRandomSource(seed: 43)
    )
    let first = (0..<10).map { _ in a.next() }
    #expect(first == (0..<10).map { _ in b.next() })
    #expect(first != (0..<10).map { _ in c.next() })
    // The first number of splitmix64 with seed 0.
    #expect(SeededRandomSource(seed: 0).next() == 0xE220_A839_7B1D_CDAF)
  }

  @Test func numbersStayBelowTheirBound() {
    let random = SeededRandomSource(seed: 1)
    let seen = Set((0..<200).map { _ in random.next(below: 5) })
    #expect(seen == [0, 1, 2, 3, 4])
  }

  @Test func aRandomUUIDSaysThatItIsVersion4() {
    let (high, low) = SeededRandomSource(seed: 3).uuid()
    #expect(high >> 12 & 0xF == 4)
    #expect(low >> 62 == 2)
  }
}
