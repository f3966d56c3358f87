// CRC-32C and murmur2 against published vectors, and the paths of CRC-32C against each other.

import Platform
import Testing

@Suite struct ChecksumTests {
  private func crc(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { CRC32C.checksum($0) } }

  @Test func publishedVectorsOfCRC32C() {
    #expect(crc(Array("123456789".utf8)) == 0xE306_9283)
    #expect(crc([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(crc([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(crc((0..<32).map { UInt8($0) }) == 0x46DD_794E)
    #expect(crc([]) == 0)
  }

  @Test func longInputsEqualTheTable() {
    // 24 576 and 768 are where the interleaved streams begin.
    let random = SeededRandomSource(seed: 1)
    for count in [1, 7, 255, 767, 768, 769, 5000, 24_575, 24_576, 24_577, 100_003] {
      let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      #expect(crc(bytes) == bytes.withUnsafeBytes { CRC32C.tableChecksum($0) }, "\(count) bytes")
    }
  }

  @Test func aChecksumContinuesAnother() {
    let bytes = (0..<3000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    for cut in [0, 1, 8, 1000, 2999, 3000] {
      let first = crc(Array(bytes[..<cut]))
      let whole = Array(bytes[cut...]).withUnsafeBytes { CRC32C.checksum($0, after: first) }
      #expect(whole == crc(bytes))
    }
  }

  @Test(arguments: [
    ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
    ("a-little-bit-longer-string", -1_486_304_829),
    ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971), ("abc", 479_470_107),
  ])
  func murmur2IsKafkas(_ key: String, _ expected: Int32) {
    let hash = Array(key.utf8).withUnsafeBytes { Murmur2.hash($0) }
    #expect(Int32(bitPattern: hash) == expected)
  }

  @Test func aPartitionIsTheHashWithoutItsSign() {
    let partition = Array("21".utf8).withUnsafeBytes { Murmur2.partition(of: $0, count: 6) }
    #expect(partition == (Int(Int32(-973_932_308)) & 0x7FFF_FFFF) % 6)
  }
}
