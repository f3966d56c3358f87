// `kill -9` again and again while records come in and three queries run. What was acknowledged is
// there once and in order, and the results are those of a run that nobody disturbed.

import Foundation
import Testing

struct KillTests {
  static let rounds = 30

  static let script = """
    CREATE TABLE users (id STRING PRIMARY KEY, name STRING)
      WITH (KAFKA_TOPIC='users', VALUE_FORMAT='JSON', PARTITIONS=2);
    CREATE STREAM events (id STRING KEY, seq BIGINT, amount INT, ts BIGINT)
      WITH (KAFKA_TOPIC='events', VALUE_FORMAT='JSON', PARTITIONS=2, TIMESTAMP='ts', RETENTION_MS=-1);
    CREATE STREAM large WITH (RETENTION_MS=-1) AS SELECT id, seq, amount FROM events WHERE amount > 50;
    CREATE TABLE per_minute WITH (RETENTION_MS=-1) AS
      SELECT id, COUNT(*) AS n, SUM(amount) AS total FROM events
      WINDOW TUMBLING (SIZE 1 MINUTE) GROUP BY id;
    CREATE STREAM named WITH (RETENTION_MS=-1) AS
      SELECT e.id AS id, e.seq AS seq, u.name AS name FROM events e JOIN users u ON e.id = u.id;
    """

  /// One folder of the test: the script, its users, and what comes out.
  private struct Place {
    let folder: TemporaryFolder
    let script: String
    let users: String

    init() throws {
      folder = try TemporaryFolder()
      script = try folder.write("q.sql", KillTests.script)
      users = try folder.write(
        "users.jsonl",
        (0..<20).map { "{\"id\":\"u\($0)\",\"name\":\"name \($0)\"}\n" }.joined())
    }

    func settle(events: String? = nil) throws {
      var arguments = ["run", script, "--data", folder.data, "--once", "--input", "users=\(users)"]
      if let events { arguments += ["--input", "events=\(events)"] }
      for topic in ["events", "LARGE", "PER_MINUTE", "NAMED"] {
        arguments += ["--output", "\(topic)=" + folder.path(topic)]
      }
      let outcome = try Binary.run(arguments)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }

    /// Values in order, by key and window.
    func byKey(_ topic: String) throws -> [String: [String]] {
      var result: [String: [String]] = [:]
      for record in try folder.objects(topic) {
        let window = (record["window"] as? [String: Any])?["start"] ?? ""
        let value = record["value"] as? [String: Any] ?? [:]
        let text = value.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        result["\(record["key"] ?? "")@\(window)", default: []].append(
          text.joined(separator: ","))
      }
      return result
    }
  }

  @Test func acknowledgedRecordsSurviveAndResultsAreThoseOfAQuietRun() throws {
    let seed = UInt64(Date().timeIntervalSince1970)
    print("kill test: seed \(seed)")
    var random = SplitMix(seed)
    let place = try Place()
    try place.settle()
    var next = 0
    var acknowledged: Set<Int> = []
    for _ in 0..<Self.rounds {
      acknowledged.formUnion(try Self.produceUntilKilled(place.folder, &next, &random))
    }
    #expect(!acknowledged.isEmpty)
    try place.settle()

    let events = try place.folder.objects("events")
    let sequences = events.compactMap { ($0["value"] as? [String: Any])?["SEQ"] as? Int }
    #expect(Set(sequences).count == sequences.count, "no record is there twice")
    #expect(acknowledged.isSubset(of: Set(sequences)), "no acknowledged record is lost")
    for (key, values) in Dictionary(grouping: events, by: { $0["key"] as? String ?? "" }) {
      let inKey = values.compactMap { ($0["value"] as? [String: Any])?["SEQ"] as? Int }
      #expect(inKey == inKey.sorted(), "the records of \(key) are in order")
    }

    // The same records once more, without kills.
    let quiet = try Place()
    try quiet.settle()
    let file = try quiet.folder.write(
      "events.jsonl",
      events.map { event in
        let value = event["value"] as? [String: Any] ?? [:]
        func field(_ name: String) -> String { "\(value[name.uppercased()] ?? "null")" }
        return "{\"id\":\"\(event["key"] ?? "")\",\"seq\":\(field("seq")),"
          + "\"amount\":\(field("amount")),\"ts\":\(field("ts"))}\n"
      }.joined())
    try quiet.settle(events: file)
    #expect(try place.byKey("LARGE") == quiet.byKey("LARGE"))
    #expect(try place.byKey("NAMED") == quiet.byKey("NAMED"))
    // The topic of a table is compacted now and then, so earlier values of a key may be gone; what
    // is left counts up one by one.
    let (disturbed, undisturbed) = (try place.byKey("PER_MINUTE"), try quiet.byKey("PER_MINUTE"))
    #expect(disturbed.mapValues(\.last) == undisturbed.mapValues(\.last))
    for (key, values) in disturbed {
      let counts = values.compactMap { Int($0.dropFirst(2).prefix { $0.isNumber }) }
      #expect(counts.count == values.count)
      #expect(zip(counts, counts.dropFirst()).allSatisfy { $0 < $1 }, "the values of \(key)")
    }
    #expect(try place.byKey("NAMED").values.reduce(0) { $0 + $1.count } == events.count)
  }

  /// Feeds records until a kill after a random time; gives those that were acknowledged.
  private static func produceUntilKilled(
    _ folder: TemporaryFolder, _ next: inout Int, _ random: inout SplitMix
  ) throws -> Set<Int> {
    let (input, output) = (Pipe(), Pipe())
    let process = try Binary.start(
      ["produce", "events", "--data", folder.data, "--acknowledge"], input: input, output: output)
    let first = next
    signal(SIGPIPE, SIG_IGN)
    let deadline = Date().addingTimeInterval(0.05 + Double(random.next() % 400) / 1000)
    while Date() < deadline {
      var block = ""
      for _ in 0..<(1 + Int(random.next() % 100)) {
        let time = 1_700_000_000_000 + next * 50
        block +=
          "{\"id\":\"u\(random.next() % 20)\",\"seq\":\(next),"
          + "\"amount\":\(random.next() % 100),\"ts\":\(time)}\n"
        next += 1
      }
      try input.fileHandleForWriting.write(contentsOf: Data(block.utf8))
      Thread.sleep(forTimeInterval: 0.005)
    }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try? input.fileHandleForWriting.close()
    let text = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    // A count that was cut off says nothing.
    let counts = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    let count = counts.last.flatMap { Int($0) } ?? 0
    return Set(first..<first + count)
  }
}

/// A small random source with a seed.
struct SplitMix {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
