// Damaged messages: bits flipped, bytes dropped, doubled and overwritten. None may trap, and what is
// read all the same must be written and read again as the same.
//
// MILLRACE_WIRE_FUZZ=<rounds> runs that many rounds per message and version instead of a few.

import Foundation
import KafkaWire
import Testing

struct WireFuzzTests {
  static let rounds =
    ProcessInfo.processInfo.environment["MILLRACE_WIRE_FUZZ"].flatMap { Int($0) } ?? 4

  @Test func damagedMessagesNeverTrap() throws {
    var damage = Damage(rounds: Self.rounds)
    try damage.visitAll()
    #expect(damage.failures == [])
    // Both ways are walked: some damage goes unseen, some does not.
    #expect(damage.read > 100)
    #expect(damage.refused > 100)
  }

  struct Damage: MessageVisitor {
    let rounds: Int
    var random = SeededRandom(2026)
    var failures: [String] = []
    var read = 0
    var refused = 0

    init(rounds: Int) { self.rounds = rounds }

    mutating func visit<M: WireMessage>(_ type: M.Type, version: Int16) throws {
      for round in 0..<rounds {
        var walk = RandomWalk(
          seed: random.next(), version: version, isFlexible: M.api.isFlexible(version))
        var bytes = try M.filled(by: &walk).body(version: version)
        if bytes.isEmpty { continue }
        for _ in 0...Int.random(in: 0..<4, using: &random) { Self.damage(&bytes, &random) }
        do {
          let message = try M.decode(bytes, version: version)
          read += 1
          try check(message, bytes, version, round)
        } catch is WireError {
          refused += 1
        }
      }
    }

    private mutating func check<M: WireMessage>(
      _ message: M, _ bytes: [UInt8], _ version: Int16, _ round: Int
    ) throws {
      // Repaired text can be longer than it came, and then too long.
      guard let once = try? message.body(version: version, records: { Array(bytes[$0.range]) })
      else { return }
      let again = try M.decode(once, version: version)
      let twice = try again.body(version: version) { Array(once[$0.range]) }
      if twice != once { failures.append("\(M.self) v\(version) round \(round): \(bytes.hexText)") }
    }

    static func damage(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
      guard !bytes.isEmpty else { return }
      let index = Int.random(in: bytes.indices, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: bytes[index] = [0, 1, 0x7f, 0x80, 0xff].randomElement(using: &random) ?? 0
      case 2: bytes.remove(at: index)
      case 3: bytes.insert(bytes[index], at: index)
      case 4: for place in index..<min(index + 4, bytes.count) { bytes[place] = 0xff }
      default: bytes.removeSubrange(index...)
      }
    }
  }

  /// Whole frames of chance: the header is read, and the body if there is one.
  @Test func randomFramesNeverTrap() {
    var random = SeededRandom(7)
    var bodies = 0
    for round in 0..<(Self.rounds * 200) {
      let size = Int.random(in: 0..<64, using: &random)
      var frame = (0..<size).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      // Every other frame begins with an API that exists.
      if round % 2 == 0, frame.count >= 10,
        let api = SupportedAPIs.all.randomElement(using: &random)
      {
        frame[0] = 0
        frame[1] = UInt8(api.key.rawValue)
        frame[2] = 0
        frame[3] = UInt8(api.versions.randomElement(using: &random) ?? 0)
        frame[8] = 0xff
        frame[9] = 0xff
      }
      frame.withUnsafeBytes { raw in
        guard let header = try? RequestHeader.decode(raw), let api = header.api else { return }
        for request in SupportedAPIs.requests where request.api == api {
          bodies += 1
          _ = try? request.decode(raw, header)
        }
      }
    }
    #expect(bodies > Self.rounds * 20)
  }
}
