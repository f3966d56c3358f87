// COUNT_DISTINCT: HyperLogLog with 2^14 registers. While a group has few distinct values, their
// hashes themselves are kept, so that small counts are exact and small groups small.
//
//   0  Int64   number of hashes in the table, or −1 when the blob holds registers
//   8  blob    open-addressed table of UInt64 hashes (0 = free), a power of two of them, at most
//              2048; or 16384 registers of one byte
//
// Safe because positions are masked by the table's size, and hashes wrap by design.

import Platform
import Values

extension AggregateFunction {
  static let countDistinct = AggregateFunction(
    "COUNT_DISTINCT", summary: "Estimates the number of distinct values that are not NULL.",
    overloads: [
      .unary(
        .generic("T"), "the value to count", returns: AggregateOverload.always(.bigint),
        hasUndo: false, intermediate: { _ in .array(.integer) },
        make: { (_: AggregateArguments) throws(FunctionError) in DistinctEstimate() })
    ])
}

struct DistinctEstimate: RowAggregate {
  static let registerBits = 14
  static let registers = 1 << registerBits
  /// Beyond this many distinct values the table would be as large as the registers.
  static let exactMax = 1_024
  let fixedBytes = 24
  let hasBlob = true

  func prepare(_ rows: AggregateRows) -> Column { rows.arguments[0] }

  func add(
    _ column: Column, row: Int, order: Int64, to state: UnsafeMutableRawPointer, arena: BlobArena
  ) -> String? {
    guard column.isValid(row) else { return nil }
    take(DistinctEstimate.spread(column.hash(row)), state, arena)
    return nil
  }

  /// Column hashes of small numbers are products; this spreads them over all bits. Never 0.
  private static func spread(_ hash: UInt64) -> UInt64 {
    var z = hash
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    z ^= z >> 31
    return z == 0 ? 1 : z
  }

  private func take(_ hash: UInt64, _ state: UnsafeMutableRawPointer, _ arena: BlobArena) {
    let count = state.assumingMemoryBound(to: Int64.self)
    if count.pointee < 0 { return record(hash, blob(state).pointee) }
    let slots = Int(blob(state).pointee.count) / 8
    if (Int(count.pointee) + 1) * 2 > slots {
      if count.pointee >= DistinctEstimate.exactMax {
        toRegisters(state, arena)
        return record(hash, blob(state).pointee)
      }
      resize(to: max(4, slots * 2), state, arena)
    }
    if insert(hash, blob(state).pointee) { count.pointee += 1 }
  }

  private func insert(_ hash: UInt64, _ table: Blob) -> Bool {
    guard let start = table.start else { return false }
    let slots = start.assumingMemoryBound(to: UInt64.self)
    let mask = Int(table.count) / 8 - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      if slots[slot] == hash { return false }
      slot = (slot + 1) & mask
    }
    slots[slot] = hash
    return true
  }

  /// The hashes of a table, copied out.
  private func hashes(_ table: Blob) -> [UInt64] {
    guard let start = table.start else { return [] }
    let slots = UnsafeBufferPointer(
      start: start.assumingMemoryBound(to: UInt64.self), count: Int(table.count) / 8)
    return slots.filter { $0 != 0 }
  }

  private func resize(to slots: Int, _ state: UnsafeMutableRawPointer, _ arena: BlobArena) {
    let kept = hashes(blob(state).pointee)
    clear(8 * slots, state, arena)
    for hash in kept { _ = insert(hash, blob(state).pointee) }
  }

  private func toRegisters(_ state: UnsafeMutableRawPointer, _ arena: BlobArena) {
    let kept = hashes(blob(state).pointee)
    clear(DistinctEstimate.registers, state, arena)
    for hash in kept { record(hash, blob(state).pointee) }
    state.storeBytes(of: -1, as: Int64.self)
  }

  private func clear(_ size: Int, _ state: UnsafeMutableRawPointer, _ arena: BlobArena) {
    let target = blob(state)
    target.pointee.count = 0
    arena.reserve(target, size)
    target.pointee.start?.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    target.pointee.count = UInt32(size)
  }

  private func record(_ hash: UInt64, _ registers: Blob) {
    guard let start = registers.start else { return }
    let index = Int(hash >> UInt64(64 - DistinctEstimate.registerBits))
    let rest = hash << UInt64(DistinctEstimate.registerBits)
    let rank = UInt8(min(rest.leadingZeroBitCount, 64 - DistinctEstimate.registerBits) + 1)
    let place = start.assumingMemoryBound(to: UInt8.self) + index
    if rank > place.pointee { place.pointee = rank }
  }

  func appendResult(_ state: UnsafeMutableRawPointer, to results: ColumnBuilder) {
    let count = state.load(as: Int64.self)
    results.append(count < 0 ? estimate(blob(state).pointee) : count)
  }

  private func estimate(_ registers: Blob) -> Int64 {
    guard let start = registers.start else { return 0 }
    let ranks = start.assumingMemoryBound(to: UInt8.self)
    var sum = 0.0
    var zeros = 0
    for i in 0..<DistinctEstimate.registers {
      sum += Double(sign: .plus, exponent: -Int(ranks[i]), significand: 1)
      if ranks[i] == 0 { zeros += 1 }
    }
    let m = Double(DistinctEstimate.registers)
    let raw = 0.7213 / (1 + 1.079 / m) * m * m / sum
    if raw <= 2.5 * m && zeros > 0 {
      return Int64((m * Mathematics.log(m / Double(zeros))).rounded())
    }
    return Int64(raw.rounded())
  }

  func merge(
    _ other: UnsafeMutableRawPointer, into state: UnsafeMutableRawPointer, arena: BlobArena
  ) {
    let source = blob(other).pointee
    if other.load(as: Int64.self) >= 0 {
      for hash in hashes(source) { take(hash, state, arena) }
      return
    }
    if state.load(as: Int64.self) >= 0 { toRegisters(state, arena) }
    guard let from = source.start, let into = blob(state).pointee.start else { return }
    for i in 0..<DistinctEstimate.registers {
      let rank = from.load(fromByteOffset: i, as: UInt8.self)
      if rank > into.load(fromByteOffset: i, as: UInt8.self) {
        into.storeBytes(of: rank, toByteOffset: i, as: UInt8.self)
      }
    }
  }
}
