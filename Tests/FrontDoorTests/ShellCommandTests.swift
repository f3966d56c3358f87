import Foundation
import Testing

struct ShellCommandTests {
  @Test func statementsOfTheCommandLineRunInOrder() throws {
    let folder = try TemporaryFolder()
    let outcome = try Binary.run([
      "shell", "--data", folder.data, "--output", "csv",
      "-e",
      "CREATE STREAM s (k INT KEY, v STRING) WITH (KAFKA_TOPIC='s', VALUE_FORMAT='JSON', PARTITIONS=1)",
      "-e", "INSERT INTO s VALUES (1, 'a'); INSERT INTO s VALUES (2, NULL);",
      "-e", "SELECT * FROM s",
    ])
    #expect(outcome.status == 0)
    #expect(outcome.output == "Stream created\r\nK,V\r\n1,a\r\n2,\r\n")
    #expect(outcome.errors == "")
  }

  @Test func aFailedStatementGivesStatusOneAndPointsAtItsPlace() throws {
    let folder = try TemporaryFolder()
    let outcome = try Binary.run([
      "shell", "--data", folder.data, "-e", "SELECT * FROM nowhere; SHOW STREAMS;",
    ])
    #expect(outcome.status == 1)
    #expect(outcome.output == "")
    #expect(outcome.errors.contains("NOWHERE"))
    #expect(outcome.errors.contains("^"))
  }

  @Test func filesAndVariablesAndJSON() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "script.sql",
      """
      -- a script
      CREATE STREAM ${name} (v INT) WITH (KAFKA_TOPIC='t', VALUE_FORMAT='JSON', PARTITIONS=1);
      INSERT INTO ${name} VALUES (7);
      SELECT v, v * 2 AS w FROM ${name} EMIT CHANGES LIMIT 1;
      """)
    let outcome = try Binary.run([
      "shell", "--data", folder.data, "-d", "name=numbers", "-f", file, "--output", "json",
    ])
    #expect(outcome.status == 0)
    #expect(outcome.output.hasSuffix("{\"V\":7,\"W\":14}\n"))
  }

  @Test func standardInputIsAScriptThatGoesOnAfterFailures() throws {
    let folder = try TemporaryFolder()
    let outcome = try Binary.run(
      ["shell", "--data", folder.data], input: "SELECT wrong;\nversion\nSHOW\n  TOPICS;\n")
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("Version: "))
    #expect(outcome.output.contains("Kafka Topic"))
  }

  @Test func aFolderInUseSaysWhoHasIt() throws {
    let folder = try TemporaryFolder()
    let (input, output) = (Pipe(), Pipe())
    let holder = try Binary.start(
      ["shell", "--data", folder.data], input: input, output: output)
    input.fileHandleForWriting.write(Data("version\n".utf8))
    // The answer shows that the folder is open.
    #expect(!output.fileHandleForReading.availableData.isEmpty)
    let second = try Binary.run(["shell", "--data", folder.data, "-e", "SHOW TOPICS;"])
    #expect(second.status == 1)
    #expect(second.errors.contains("\(holder.processIdentifier)"))
    try input.fileHandleForWriting.close()
    holder.waitUntilExit()
  }

  @Test func wrongOptionsAreRefused() throws {
    #expect(try Binary.run(["shell", "--query-row-limit", "0"]).status != 0)
    #expect(try Binary.run(["shell", "--output", "xml"]).status != 0)
    #expect(try Binary.run(["version"]).output.hasPrefix("millrace "))
  }
}
