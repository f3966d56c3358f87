import KafkaWire
import Testing

struct RoundTripTests {
  @Test func whatIsWrittenIsRead() throws {
    var roundTrip = RoundTrip()
    try roundTrip.visitAll()
    #expect(roundTrip.failures == [])
  }

  struct RoundTrip: MessageVisitor {
    var failures: [String] = []

    mutating func visit<M: WireMessage>(_ type: M.Type, version: Int16) throws {
      for seed: UInt64 in 1...8 {
        var random = RandomWalk(seed: seed, version: version, isFlexible: M.api.isFlexible(version))
        let message = try M.filled(by: &random)
        let bytes = try message.body(version: version, records: PatternWalk.records)
        let read = try M.decode(bytes, version: version)
        let again = try read.body(version: version) { Array(bytes[$0.range]) }
        if again != bytes { failures.append("\(M.self) v\(version) seed \(seed): bytes differ") }
        // The spans of these two are somebody else's numbers until they are written.
        let hasSpans = M.self == ProduceRequest.self || M.self == FetchResponse.self
        if !hasSpans && read != message {
          failures.append("\(M.self) v\(version) seed \(seed): fields differ")
        }
      }
    }
  }

  @Test func everyCutIsAnError() throws {
    var cutting = Cutting()
    try cutting.visitAll()
    #expect(cutting.failures == [])
    #expect(cutting.cuts > 10_000)
  }

  struct Cutting: MessageVisitor {
    var failures: [String] = []
    var cuts = 0

    mutating func visit<M: WireMessage>(_ type: M.Type, version: Int16) throws {
      var pattern = PatternWalk(start: 0, version: version, isFlexible: M.api.isFlexible(version))
      let bytes = try M.filled(by: &pattern).body(version: version)
      for length in bytes.indices {
        cuts += 1
        do {
          _ = try M.decode(bytes[..<length], version: version)
          failures.append("\(M.self) v\(version) reads \(length) of \(bytes.count) bytes")
        } catch {
          guard let error = error as? WireError, error.code == .truncated else {
            failures.append("\(M.self) v\(version) cut at \(length): \(error)")
            continue
          }
        }
      }
    }
  }

  @Test func bytesBehindTheLastFieldAreIgnored() throws {
    let request = HeartbeatRequest.with { $0.groupID = "g" }
    for version in HeartbeatRequest.api.versions {
      let bytes = try request.body(version: version)
      #expect(try HeartbeatRequest.decode(bytes + [0, 0, 0], version: version) == request)
    }
  }
}
