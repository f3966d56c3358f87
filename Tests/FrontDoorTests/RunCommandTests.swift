import Foundation
import Testing

struct RunCommandTests {
  /// `millrace run` over the flights of the example.
  private static func flights(_ folder: TemporaryFolder) -> [String] {
    let example = Binary.package.appendingPathComponent("examples/flights")
    func input(_ topic: String, _ file: String) -> [String] {
      ["--input", "\(topic)=" + example.appendingPathComponent("data/\(file)").path]
    }
    return [
      "run", example.appendingPathComponent("flights.sql").path, "--data", folder.data, "--once",
      "--output", "CARRIER_DAY=" + folder.path("carrier-day.jsonl"),
    ] + input("airlines", "airlines.jsonl") + input("planes", "planes.jsonl")
      + input("flights", "flights-2013-01.jsonl")
  }

  /// The last value of each carrier and day equals the one that was computed without this program.
  private static func check(_ folder: TemporaryFolder) throws {
    let expected = try String(
      contentsOf: Binary.package.appendingPathComponent(
        "examples/flights/expected-carrier-day.jsonl"), encoding: .utf8
    ).split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    var last: [String: [String: Any]] = [:]
    for record in try folder.objects("carrier-day.jsonl") {
      let window = try #require(record["window"] as? [String: Any])
      let key = "\(record["key"] ?? "") \(window["start"] ?? "")"
      last[key] = record["value"] as? [String: Any]
    }
    #expect(last.count == expected.count)
    for line in expected {
      let found = try #require(last["\(line["carrier"] ?? "") \(line["day"] ?? "")"])
      for name in [
        "flights", "departed", "dep_delay", "arr_delay", "dep_delay_avg", "distance_avg",
      ] {
        let (a, b) = (line[name] as? NSNumber, found[name.uppercased()] as? NSNumber)
        #expect(a?.doubleValue == b?.doubleValue, "\(name) of \(line)")
      }
    }
  }

  @Test func flightsGiveTheFiguresOfAnIndependentComputation() throws {
    let folder = try TemporaryFolder()
    let outcome = try Binary.run(Self.flights(folder))
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("earliest"))
    try Self.check(folder)
  }

  @Test func aKillInTheMiddleChangesNothing() throws {
    let folder = try TemporaryFolder()
    for delay in [0.7, 1.3, 1.9] {
      let process = try Binary.start(Self.flights(folder), output: Pipe())
      Thread.sleep(forTimeInterval: delay)
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    let outcome = try Binary.run(Self.flights(folder))
    #expect(outcome.status == 0, "\(outcome.errors)")
    try Self.check(folder)
  }

  @Test func statementsThatAreThereAreSkippedAndOthersRefused() throws {
    let folder = try TemporaryFolder()
    let first = """
      CREATE STREAM a (v INT) WITH (KAFKA_TOPIC='a', VALUE_FORMAT='JSON', PARTITIONS=1);
      CREATE STREAM b AS SELECT v FROM a WHERE v > 1;
      INSERT INTO b SELECT v FROM a WHERE v < 0;
      """
    let file = try folder.write("q.sql", first)
    #expect(try Binary.run(["run", file, "--data", folder.data, "--once"]).status == 0)
    _ = try folder.write(
      "q.sql", first.lowercased().replacingOccurrences(of: "'json'", with: "'JSON'"))
    let again = try Binary.run(["run", file, "--data", folder.data, "--once"])
    #expect(again.status == 0, "\(again.errors)")
    #expect(again.errors.contains("3 unchanged"))
    _ = try folder.write("q.sql", first.replacingOccurrences(of: "v > 1", with: "v > 2"))
    let other = try Binary.run(["run", file, "--data", folder.data, "--once"])
    #expect(other.status == 1)
    #expect(other.errors.contains("V > 1"))
    #expect(other.errors.contains("V > 2"))
  }

  @Test func aFileIsLoadedOnceAndItsNewLinesLater() throws {
    let folder = try TemporaryFolder()
    let script = try folder.write(
      "q.sql",
      "CREATE STREAM a (k INT KEY, v INT) WITH (KAFKA_TOPIC='a', VALUE_FORMAT='JSON', PARTITIONS=1);"
    )
    func load(_ lines: String) throws -> [[String: Any]] {
      let file = try folder.write("a.jsonl", lines)
      let outcome = try Binary.run([
        "run", script, "--data", folder.data, "--once", "--input", "a=\(file)",
        "--output", "a=" + folder.path("out.jsonl"), "--timestamp", "v",
      ])
      #expect(outcome.status == 0, "\(outcome.errors)")
      return try folder.objects("out.jsonl")
    }
    let lines = "{\"k\":1,\"v\":10}\n{\"k\":2,\"v\":20}\n"
    #expect(try load(lines).count == 2)
    #expect(try load(lines).count == 2)
    let all = try load(lines + "{\"k\":3,\"v\":30}\n")
    #expect(all.map { $0["key"] as? Int } == [1, 2, 3])
    #expect(all.map { $0["timestamp"] as? Int } == [10, 20, 30])
  }
}
