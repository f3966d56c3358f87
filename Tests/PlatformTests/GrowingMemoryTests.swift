import Platform
import Testing

struct GrowingMemoryTests {
  /// From the C library's memory to mappings, and on.
  @Test func contentStaysThroughAllSizes() {
    var memory = GrowingMemory(1000)
    for i in 0..<1000 {
      memory.base.storeBytes(of: UInt8(truncatingIfNeeded: i), toByteOffset: i, as: UInt8.self)
    }
    while memory.byteCount < 32 << 20 {
      let before = memory.byteCount
      memory.base.storeBytes(of: 7, toByteOffset: before - 1, as: UInt8.self)
      memory.grow(to: before * 2 + 1)
      #expect(memory.byteCount == before * 2 + 1)
      #expect(memory.base.load(fromByteOffset: before - 1, as: UInt8.self) == 7)
      for i in 0..<999
      where memory.base.load(fromByteOffset: i, as: UInt8.self) != UInt8(truncatingIfNeeded: i) {
        Issue.record("byte \(i) changed")
      }
      memory.grow(to: before)
      #expect(memory.byteCount == before * 2 + 1)
    }
    memory.free()
  }
}
