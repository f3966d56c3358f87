// How fast this machine is right now: a fixed loop of memory reads and integer arithmetic, so that
// figures of different days can be compared.

import Platform

enum Calibration {
  /// Steps per second of the loop; about a third of a second of work.
  static func rate(_ time: any TimeSource) -> Double {
    let count = 1 << 20
    let table = UnsafeMutablePointer<UInt64>.allocate(capacity: count)
    defer { table.deallocate() }
    for i in 0..<count { table[i] = UInt64(i) &* 0x9E37_79B9_7F4A_7C15 }
    let steps = 2_000_000
    let begin = time.monotonicNanoseconds()
    var sum: UInt64 = 1
    for _ in 0..<steps { sum = sum &* 6_364_136_223_846_793_005 &+ table[Int(sum >> 44)] }
    let seconds = Double(time.monotonicNanoseconds() - begin) / 1e9
    // The sum keeps the loop alive.
    return Double(steps) / seconds + (sum == 0 ? 1 : 0)
  }
}
