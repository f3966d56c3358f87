// UUID: a random one, or the text of 16 bytes.

import Platform
import Values

extension ScalarFunction {
  static let uuid = ScalarFunction(
    "UUID", category: StringFunctions.category,
    summary: "A new random UUID, or the text of a UUID that is given as 16 bytes.",
    isDeterministic: false,
    overloads: [
      ScalarOverload(
        [], returns: .string,
        kernel: { call in
          let random = call.environment.random
          return call.makeText(bytes: call.count * 36) { _, out, _ in
            let (high, low) = random.uuid()
            UUIDText.write(high, low, to: &out)
            return true
          }
        }),
      ScalarOverload(
        [.bytes("bytes", "16 bytes, the most significant first")], returns: .string,
        kernel: { call in
          let texts = call.texts(0)
          return call.makeText(bytes: call.count * 36) { row, out, _ in
            guard texts.count(row) == 16 else { return false }
            let raw = UnsafeRawPointer(texts.start(row))
            UUIDText.write(
              UInt64(bigEndian: raw.loadUnaligned(as: UInt64.self)),
              UInt64(bigEndian: (raw + 8).loadUnaligned(as: UInt64.self)), to: &out)
            return true
          }
        }),
    ],
    examples: [
      FunctionExample(
        "UUID(TO_BYTES('237e9877e79b12d4a765321741963000', 'hex'))",
        "237e9877-e79b-12d4-a765-321741963000")
    ])
}

extension UUIDText {
  fileprivate static func write(_ high: UInt64, _ low: UInt64, to out: inout TextOutput) {
    guard let target = out.room(count) else { return }
    write(high, low, to: target)
    out.advance(count)
  }
}
