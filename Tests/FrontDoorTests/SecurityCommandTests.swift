// Users and access rules by command, and a server that holds its clients to them.

import Foundation
import Testing

struct SecurityCommandTests {
  private func run(
    _ folder: TemporaryFolder, _ arguments: [String], input: String? = nil
  ) throws -> Outcome {
    try Binary.run(arguments + ["--data", folder.data], input: input)
  }

  /// Talks SQL to a server as a user.
  private func talk(_ server: ServerProcess, _ user: String, _ sql: String) throws -> Outcome {
    let process = Process()
    process.executableURL = Binary.url
    process.arguments = ["shell", "--server", server.url, "--user", user, "-e", sql]
    process.environment = ["MILLRACE_PASSWORD": "pw-" + user]
    let (output, errors) = (Pipe(), Pipe())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let out = output.fileHandleForReading.readDataToEndOfFile()
    let err = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: String(decoding: out, as: UTF8.self),
      errors: String(decoding: err, as: UTF8.self))
  }

  @Test func usersComeAndGo() throws {
    let folder = try TemporaryFolder()
    #expect(try run(folder, ["users", "list"]).output.isEmpty)
    let added = try run(folder, ["users", "add", "ann"], input: "pencil\nmore\n")
    #expect(added.status == 0 && added.errors == "user 'ann' was added\n", "\(added.errors)")
    let again = try run(folder, ["users", "add", "ann"], input: "other")
    #expect(again.errors == "user 'ann' has a new password\n")
    #expect(
      try run(folder, ["users", "list"]).output == "ann\tSCRAM-SHA-256,SCRAM-SHA-512\n")
    for (name, input) in [("bob", ""), ("bob", "\n"), ("*", "x\n"), ("bob", "a\u{7}\n")] {
      let refused = try run(folder, ["users", "add", name], input: input)
      #expect(refused.status == 1 && refused.errors.hasPrefix("Error: "))
    }
    #expect(try run(folder, ["users", "add", "bob", "pencil"], input: "x\n").status != 0)
    #expect(try run(folder, ["users", "remove", "ann"]).errors == "user 'ann' was removed\n")
    let gone = try run(folder, ["users", "remove", "ann"])
    #expect(gone.status == 1 && gone.errors.contains("there is no user 'ann'"))
    #expect(try run(folder, ["users", "list"]).output.isEmpty)
  }

  @Test func rulesComeAndGo() throws {
    let folder = try TemporaryFolder()
    let read = "topic literal orders\tAllow\tRead\tUser:ann\t*\n"
    let ann = ["--allow-principal", "User:ann"]
    #expect(
      try run(folder, ["acls", "add"] + ann + ["--operation", "read", "--topic", "orders"]).output
        == read)
    let denied = try run(
      folder,
      ["acls", "add", "--deny-principal", "bob", "--deny-host", "10.0.0.7", "--topic", "ord"]
        + ["--resource-pattern-type", "prefixed"])
    let all = "topic prefixed ord\tDeny\tAll\tUser:bob\t10.0.0.7\n"
    #expect(denied.output == all)
    let consumer = try run(
      folder,
      ["acls", "add", "--allow-principal", "User:c", "--consumer", "--topic", "t", "--group", "g"])
    #expect(
      consumer.output
        == "topic literal t\tAllow\tRead\tUser:c\t*\ntopic literal t\tAllow\tDescribe\tUser:c\t*\n"
        + "group literal g\tAllow\tRead\tUser:c\t*\n")
    // What holds for a topic: rules by its name and by its beginning.
    #expect(try run(folder, ["acls", "list", "--topic", "orders"]).output == all + read)
    #expect(try run(folder, ["acls", "list", "--principal", "User:ann"]).output == read)
    #expect(try run(folder, ["acls", "list"]).output.split(separator: "\n").count == 5)
    for wrong in [
      ["add", "--topic", "t"], ["add"] + ann,
      ["add"] + ann + ["--operation", "eat", "--topic", "t"],
      ["add"] + ann + ["--operation", "Write", "--group", "g"],
      ["add", "--allow-principal", "Group:x", "--topic", "t", "--allow-host", "name"], ["remove"],
      ["remove", "--topic", "orders"] + ["--deny-principal", "User:ann"],
    ] {
      #expect(try run(folder, ["acls"] + wrong).status != 0, "\(wrong)")
    }
    #expect(
      try run(folder, ["acls", "remove", "--operation", "Read", "--topic", "orders"] + ann).output
        == read)
    #expect(
      try run(
        folder, ["acls", "remove", "--topic", "ord", "--resource-pattern-type", "prefixed"]
      ).output == all)
    #expect(try run(folder, ["acls", "list", "--topic", "orders"]).output.isEmpty)
  }

  @Test func aServerHoldsItsUsersToTheRules() throws {
    let folder = try TemporaryFolder()
    for user in ["root", "ann", "eve"] {
      _ = try run(folder, ["users", "add", user], input: "pw-\(user)\n")
    }
    let topic = ["--allow-principal", "User:ann", "--topic", "orders"]
    _ = try run(folder, ["acls", "add", "--operation", "Read"] + topic)
    let server = try ServerProcess(folder, ["--super-user", "root"])
    let nobody = try Binary.run(["shell", "--server", server.url, "-e", "SHOW TOPICS;"])
    #expect(nobody.status == 1 && nobody.errors.contains("Unauthorized"))
    let made = try talk(
      server, "root",
      "CREATE STREAM orders (k STRING KEY, v INT) WITH (kafka_topic='orders', "
        + "value_format='JSON', partitions=1); INSERT INTO orders VALUES ('x', 5);")
    #expect(made.status == 0, "\(made.errors)")
    #expect(try talk(server, "ann", "SELECT v FROM orders;").output.contains("5"))
    let write = try talk(server, "ann", "INSERT INTO orders VALUES ('y', 6);")
    #expect(write.errors.contains("Authorization denied to Write on topic(s): [orders]"))
    #expect(
      try talk(server, "eve", "SELECT v FROM orders;").errors.contains("Authorization denied"))
    // While it serves, changes are refused with its address, and lists are shown.
    let busy = try run(folder, ["users", "add", "bob"], input: "x\n")
    #expect(busy.status == 1 && busy.errors.contains("millrace server at \(server.url)"))
    #expect(try run(folder, ["users", "list"]).output.split(separator: "\n").count == 3)
    #expect(server.stop() == 0)
    #expect(!server.remarks().contains("warning"))
    // The owner of the files needs no right.
    #expect(try run(folder, ["shell", "-e", "SELECT v FROM orders;"]).output.contains("5"))
  }

  @Test func whatAnAdministratorMayNotHaveMeantIsSaid() throws {
    let folder = try TemporaryFolder()
    func remarks(_ options: [String]) throws -> String {
      let server = try ServerProcess(folder, options)
      #expect(server.line.hasPrefix("ready "))
      #expect(server.stop() == 0)
      return server.remarks()
    }
    #expect(try !remarks([]).contains("warning"))
    let everyone = "warning: everyone who reaches 0.0.0.0 may read and change everything"
    #expect(try remarks(["--listen", "0.0.0.0"]).contains(everyone))
    let nobody = "warning: no user may do anything yet"
    #expect(try remarks(["--authentication", "required"]).contains(nobody))
    #expect(
      try remarks(["--authentication", "required", "--super-user", "root"])
        .contains("warning: there is no user 'root'"))
    _ = try run(folder, ["users", "add", "root"], input: "pw\n")
    #expect(try remarks([]).contains(nobody))
    #expect(try !remarks(["--super-user", "root"]).contains("warning"))
    #expect(try !remarks(["--allow-everyone-without-acls"]).contains("warning"))
    #expect(
      try remarks(["--super-user", "root", "--listen", "0.0.0.0"])
        .contains("travel to 0.0.0.0 in clear"))
    #expect(try remarks(["--authentication", "none"]).contains("not asked to log in"))
  }

  @Test func certificatesAreReadBeforeAnythingIsServed() throws {
    let folder = try TemporaryFolder()
    let files = Binary.package.path + "/Tests/HTTPServiceTests/certificates/"
    func options(_ certificate: String, _ key: String) -> [String] {
      ["--http-tls-cert", files + certificate, "--http-tls-key", files + key]
    }
    let server = try ServerProcess(folder, options("server.pem", "server.key"))
    #expect(server.line.hasPrefix("ready https=127.0.0.1:"))
    #expect(server.stop() == 0)
    let other = try run(folder, ["server"] + options("server.pem", "other.key"))
    #expect(other.status == 1 && other.errors.contains("do not belong together"))
    let half = try run(folder, ["server", "--http-tls-cert", files + "server.pem"])
    #expect(half.status == 1 && half.errors.contains("belong together"))
  }
}
