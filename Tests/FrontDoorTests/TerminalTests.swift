// The shell on a terminal: keys in, screen out, through a pseudo-terminal.

import Foundation
import Testing

struct TerminalTests {
  /// A shell on a terminal of its own.
  private final class Session {
    private let master: Int32
    private let process: Process
    private(set) var screen = ""

    init(_ folder: TemporaryFolder) throws {
      // Closed in the shell, so that it is hung up on when the test lets go.
      master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
      // TIOCSPTLCK and TIOCGPTN: unlocks the other end and asks for its number.
      var (locked, number): (Int32, Int32) = (0, -1)
      #expect(ioctl(master, 0x4004_5431, &locked) == 0)
      #expect(ioctl(master, 0x8004_5430, &number) == 0)
      let slave = FileHandle(
        fileDescriptor: open("/dev/pts/\(number)", O_RDWR | O_NOCTTY), closeOnDealloc: true)
      process = Process()
      // Gives the shell a session with this terminal, so that Ctrl-C reaches it.
      process.executableURL = URL(fileURLWithPath: "/usr/bin/setsid")
      process.arguments = [
        "--ctty", "--wait", Binary.url.path, "shell", "--data", folder.data,
      ]
      process.environment = [
        "TERM": "xterm", "PATH": "/usr/bin:/bin", "MILLRACE_HISTORY": folder.path("history"),
        "HOME": folder.url.path,
      ]
      process.standardInput = slave
      process.standardOutput = slave
      process.standardError = slave
      try process.run()
    }

    deinit {
      if process.isRunning { process.terminate() }
      close(master)
    }

    func type(_ keys: String) {
      let bytes = Array(keys.utf8)
      #expect(write(master, bytes, bytes.count) == bytes.count)
    }

    /// Reads until the text appears behind what was awaited before.
    @discardableResult
    func wait(for text: String) -> Bool {
      let deadline = Date().addingTimeInterval(20)
      while Date() < deadline {
        if let range = screen.range(of: text) {
          screen = String(screen[range.upperBound...])
          return true
        }
        var entry = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, 200) > 0 else { continue }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(master, &bytes, bytes.count)
        guard count > 0 else { break }
        screen += String(decoding: bytes.prefix(count), as: UTF8.self)
      }
      Issue.record("'\(text)' does not appear; the screen has: \(screen)")
      return false
    }

    func waitForExit() -> Int32 {
      process.waitUntilExit()
      return process.terminationStatus
    }
  }

  // Needs a terminal of its own to interrupt, which unattended machines do not always grant.
  private static let canRun =
    FileManager.default.fileExists(atPath: "/usr/bin/setsid")
    && ProcessInfo.processInfo.environment["CI"] == nil

  @Test(.enabled(if: canRun)) func aConversation() throws {
    let folder = try TemporaryFolder()
    let setup = try Binary.run([
      "shell", "--data", folder.data, "-e",
      """
      CREATE STREAM clicks (id INT KEY, country STRING)
        WITH (KAFKA_TOPIC='clicks', VALUE_FORMAT='JSON', PARTITIONS=1);
      INSERT INTO clicks VALUES (1, 'ch');
      """,
    ])
    #expect(setup.status == 0)

    let first = try Session(folder)
    first.wait(for: "earliest record")
    first.wait(for: "millrace> ")
    // Tab completes the only source that begins so; the statement has several lines.
    first.type("SELECT id,\n")
    first.wait(for: "..> ")
    first.type("country FROM cli\t EMIT CHANGES;\n")
    first.wait(for: "|1 ")
    // Ctrl-C ends the query and not the shell.
    first.type("\u{3}")
    first.wait(for: "Query terminated")
    first.wait(for: "millrace> ")
    // Ctrl-C gives a line up.
    first.type("SELECT nonsense\u{3}")
    first.wait(for: "millrace> ")
    first.type("version\n")
    first.wait(for: "Version: ")
    first.wait(for: "millrace> ")
    first.type("\u{4}")
    first.wait(for: "Leaving")
    #expect(first.waitForExit() == 0)

    // The history of the first run is there in the second.
    let second = try Session(folder)
    second.wait(for: "millrace> ")
    second.type("history\n")
    second.wait(for: "1: SELECT id, country FROM clicks")
    second.wait(for: "millrace> ")
    second.type("exit\n")
    #expect(second.waitForExit() == 0)
  }
}
