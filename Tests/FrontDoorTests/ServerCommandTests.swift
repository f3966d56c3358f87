import Foundation
import Testing

struct ServerCommandTests {
  private typealias Server = ServerProcess

  @Test func itSaysWhereItServesAndLeavesWhenTold() throws {
    let folder = try TemporaryFolder()
    let server = try Server(folder)
    #expect(server.line.hasPrefix("ready http=127.0.0.1:"))
    #expect(server.line.contains(" kafka=127.0.0.1:"))
    #expect(server.line.hasSuffix(" data=\(folder.data) durability=cache\n"))
    // Whoever opens the folder as well is told where to go, by the port that the system chose.
    let second = try Binary.run(["shell", "--data", folder.data, "-e", "SHOW TOPICS;"])
    #expect(second.status == 1)
    #expect(!server.url.hasSuffix(":0"))
    #expect(
      second.errors.contains(
        "millrace server at \(server.url), process \(server.process.processIdentifier)"))
    #expect(server.stop() == 0)
  }

  @Test func theShellTalksToItAsToAFolder() throws {
    let folder = try TemporaryFolder()
    let queries = try folder.write(
      "q.sql",
      """
      CREATE STREAM s (k INT KEY, v STRING, d DECIMAL(6, 2))
        WITH (KAFKA_TOPIC='s', VALUE_FORMAT='JSON', PARTITIONS=1);
      CREATE TABLE t AS SELECT k, COUNT(*) AS n FROM s GROUP BY k;
      """)
    let server = try Server(folder, ["--queries-file", queries])
    let outcome = try Binary.run([
      "shell", "--server", server.url, "--output", "json", "-e",
      """
      SET 'auto.offset.reset' = 'earliest';
      INSERT INTO s VALUES (1, 'a', 1.5);
      INSERT INTO s VALUES (1, NULL, 22.25);
      SELECT * FROM s EMIT CHANGES LIMIT 2;
      SELECT k, v FROM s WHERE d > 2;
      SHOW TABLES;
      """,
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n").suffix(4)
    #expect(
      Array(lines) == [
        "{\"K\":1,\"V\":\"a\",\"D\":1.50}", "{\"K\":1,\"V\":null,\"D\":22.25}",
        "{\"K\":1,\"V\":null}",
        "{\"tableName\":\"T\",\"kafkaTopic\":\"T\",\"keyFormat\":\"KAFKA\","
          + "\"valueFormat\":\"JSON\",\"windowed\":\"false\"}",
      ])
    let failed = try Binary.run(["shell", "--server", server.url, "-e", "SELECT x FROM s;"])
    #expect(failed.status == 1)
    #expect(failed.errors.contains("X"))
    let produced = try Binary.run(
      ["produce", "s", "--server", server.url],
      input: "{\"k\":2,\"v\":\"it's\",\"d\":3.5}\n{\"k\":3}\n")
    #expect(produced.status == 0, "\(produced.errors)")
    let consumed = try Binary.run([
      "consume", "s", "--server", server.url, "--from-beginning", "--max", "4",
    ])
    #expect(consumed.output.contains("it's"))
    #expect(server.stop() == 0)
  }

  @Test func aServerThatIsNotThereIsNamed() throws {
    let outcome = try Binary.run(["shell", "--server", "http://127.0.0.1:1", "-e", "SHOW TOPICS;"])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("http://127.0.0.1:1"))
  }
}
