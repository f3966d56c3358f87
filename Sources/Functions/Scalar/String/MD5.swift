// MD5 (RFC 1321) of the UTF-8 bytes, as small hexadecimal digits. For compatibility only: MD5 does
// not resist forgery.
//
// Safe because the wrapping operators compute modulo 2^32, as the algorithm is defined.

import Values

extension ScalarFunction {
  static let md5 = ScalarFunction(
    "MD5", category: StringFunctions.category,
    summary: "The MD5 digest of the text in hexadecimal digits.",
    overloads: [
      ScalarOverload(
        [.string("text", "the text to digest")], returns: .string,
        kernel: { call in
          let texts = call.texts(0)
          return call.makeText(bytes: call.count * 32) { row, out, _ in
            MD5.write(texts[row], to: &out)
            return true
          }
        })
    ],
    examples: [FunctionExample("MD5('')", "d41d8cd98f00b204e9800998ecf8427e")])
}

struct MD5 {
  private var state: (UInt32, UInt32, UInt32, UInt32) = (
    0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476
  )

  private static let shifts: [UInt32] = [
    7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21,
  ]

  /// floor(2^32 × |sin(i + 1)|).
  private static let constants: [UInt32] = [
    0xd76a_a478, 0xe8c7_b756, 0x2420_70db, 0xc1bd_ceee, 0xf57c_0faf, 0x4787_c62a, 0xa830_4613,
    0xfd46_9501, 0x6980_98d8, 0x8b44_f7af, 0xffff_5bb1, 0x895c_d7be, 0x6b90_1122, 0xfd98_7193,
    0xa679_438e, 0x49b4_0821, 0xf61e_2562, 0xc040_b340, 0x265e_5a51, 0xe9b6_c7aa, 0xd62f_105d,
    0x0244_1453, 0xd8a1_e681, 0xe7d3_fbc8, 0x21e1_cde6, 0xc337_07d6, 0xf4d5_0d87, 0x455a_14ed,
    0xa9e3_e905, 0xfcef_a3f8, 0x676f_02d9, 0x8d2a_4c8a, 0xfffa_3942, 0x8771_f681, 0x6d9d_6122,
    0xfde5_380c, 0xa4be_ea44, 0x4bde_cfa9, 0xf6bb_4b60, 0xbebf_bc70, 0x289b_7ec6, 0xeaa1_27fa,
    0xd4ef_3085, 0x0488_1d05, 0xd9d4_d039, 0xe6db_99e5, 0x1fa2_7cf8, 0xc4ac_5665, 0xf429_2244,
    0x432a_ff97, 0xab94_23a7, 0xfc93_a039, 0x655b_59c3, 0x8f0c_cc92, 0xffef_f47d, 0x8584_5dd1,
    0x6fa8_7e4f, 0xfe2c_e6e0, 0xa301_4314, 0x4e08_11a1, 0xf753_7e82, 0xbd3a_f235, 0x2ad7_d2bb,
    0xeb86_d391,
  ]

  static func write(_ text: UnsafeBufferPointer<UInt8>, to out: inout TextOutput) {
    var digest = MD5()
    var position = 0
    while position + 64 <= text.count {
      if let base = text.baseAddress { digest.take(UnsafeRawPointer(base + position)) }
      position += 64
    }
    // The rest, a one bit, zeros, and the length in bits: one or two blocks.
    withUnsafeTemporaryAllocation(byteCount: 128, alignment: 8) { tail in
      tail.initializeMemory(as: UInt8.self, repeating: 0)
      let rest = text.count - position
      for i in 0..<rest { tail[i] = text[position + i] }
      tail[rest] = 0x80
      let size = rest < 56 ? 64 : 128
      tail.storeBytes(
        of: UInt64(text.count).littleEndian << 3, toByteOffset: size - 8, as: UInt64.self)
      if let base = tail.baseAddress {
        digest.take(base)
        if size == 128 { digest.take(base + 64) }
      }
    }
    guard let target = out.room(32) else { return }
    let words = [digest.state.0, digest.state.1, digest.state.2, digest.state.3]
    for (index, word) in words.enumerated() {
      for byte in 0..<4 {
        let value = UInt8(truncatingIfNeeded: word >> UInt32(byte * 8))
        Hex.write(value, to: target + index * 8 + byte * 2, capitals: false)
      }
    }
    out.advance(32)
  }

  private mutating func take(_ block: UnsafeRawPointer) {
    var (a, b, c, d) = state
    for i in 0..<64 {
      let f: UInt32
      let g: Int
      switch i >> 4 {
      case 0: (f, g) = ((b & c) | (~b & d), i)
      case 1: (f, g) = ((d & b) | (~d & c), (5 * i + 1) & 15)
      case 2: (f, g) = (b ^ c ^ d, (3 * i + 5) & 15)
      default: (f, g) = (c ^ (b | ~d), (7 * i) & 15)
      }
      let word = UInt32(littleEndian: block.loadUnaligned(fromByteOffset: g * 4, as: UInt32.self))
      let sum = a &+ f &+ MD5.constants[i] &+ word
      let shift = MD5.shifts[(i >> 4) * 4 + i & 3]
      (a, d, c, b) = (d, c, b, b &+ (sum << shift | sum >> (32 - shift)))
    }
    state = (state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d)
  }
}
