// The shell on a terminal: keys in, screen out, through a pseudo-terminal.

import Foundation
import Glibc
import Testing

struct TerminalTests {
  /// A shell on a terminal of its own.
  private final class Session {
    // The session's for as long as it lasts.
    private let folder: TemporaryFolder
    private let master: Int32
    private let process: Process
    private(set) var screen = ""
    private var hasHungUp = false

    init(
      _ folder: TemporaryFolder, _ options: [String] = [], command: [String] = ["shell"]
    ) throws {
      self.folder = folder
      // Closed in the shell, so that it is hung up on when the test lets go.
      master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
      // TIOCSPTLCK and TIOCGPTN: unlocks the other end and asks for its number.
      var (locked, number): (Int32, Int32) = (0, -1)
      #expect(ioctl(master, 0x4004_5431, &locked) == 0)
      #expect(ioctl(master, 0x8004_5430, &number) == 0)
      let slave = FileHandle(
        fileDescriptor: open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC))
      process = Process()
      // Gives the shell a session with this terminal, so that Ctrl-C reaches it.
      process.executableURL = URL(fileURLWithPath: "/usr/bin/setsid")
      process.arguments =
        ["--ctty", "--wait", Binary.url.path] + command + ["--data", folder.data] + options
      process.environment = [
        "TERM": "xterm", "PATH": "/usr/bin:/bin", "MILLRACE_HISTORY": folder.path("history"),
        "HOME": folder.url.path,
      ]
      process.standardInput = slave
      process.standardOutput = slave
      process.standardError = slave
      try process.run()
      // The shell is the only one that has it, so that its end is the terminal's.
      try slave.close()
    }

    deinit {
      // A shell that is still there has failed its test and may have failed to notice a signal.
      let shell = tcgetpgrp(master)
      if process.isRunning, shell > 0 { kill(-shell, SIGKILL) }
      close(master)
    }

    /// Whether the terminal shows what is typed.
    var echoes: Bool {
      var settings = termios()
      return tcgetattr(master, &settings) == 0 && settings.c_lflag & tcflag_t(ECHO) != 0
    }

    func type(_ keys: String) {
      let bytes = Array(keys.utf8)
      #expect(write(master, bytes, bytes.count) == bytes.count)
    }

    /// Reads until the text appears behind what was awaited before; gives what stands before it.
    @discardableResult
    func wait(for text: String) throws -> String {
      while true {
        if let range = screen.range(of: text) {
          let before = String(screen[..<range.lowerBound])
          screen = String(screen[range.upperBound...])
          return before
        }
        try #require(read(), "'\(text)' does not appear; the screen has: \(screen)")
      }
    }

    /// Reads to the end, which comes when the shell has left.
    func waitForExit() throws -> Int32 {
      while read() {}
      try #require(hasHungUp, "the shell does not leave; the screen has: \(screen)")
      process.waitUntilExit()
      return process.terminationStatus
    }

    /// Reads what there is; false at the end, or when nothing comes for a long time.
    private func read() -> Bool {
      var entry = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      guard poll(&entry, 1, 20_000) > 0 else { return false }
      var bytes = [UInt8](repeating: 0, count: 4096)
      let count = Glibc.read(master, &bytes, bytes.count)
      hasHungUp = count <= 0
      screen += String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
      return count > 0
    }

    /// Sends a signal to the shell, which is the only process of the foreground.
    func signal(_ number: Int32) {
      #expect(kill(-tcgetpgrp(master), number) == 0)
    }

    /// Whether the terminal collects lines and shows what is typed, as it did before the shell.
    var isAsBefore: Bool {
      var modes = termios()
      let wanted = tcflag_t(ICANON | ECHO | ISIG)
      return tcgetattr(master, &modes) == 0 && modes.c_lflag & wanted == wanted
    }
  }

  private static let canRun = FileManager.default.fileExists(atPath: "/usr/bin/setsid")

  private static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let setup = try Binary.run([
      "shell", "--data", folder.data, "-e",
      """
      CREATE STREAM clicks (id INT KEY, country STRING)
        WITH (KAFKA_TOPIC='clicks', VALUE_FORMAT='JSON', PARTITIONS=1);
      INSERT INTO clicks VALUES (1, 'ch');
      """,
    ])
    try #require(setup.status == 0)
    return folder
  }

  @Test(.enabled(if: canRun)) func aConversation() throws {
    let folder = try TerminalTests.folder()
    let first = try Session(folder)
    try first.wait(for: "earliest record")
    try first.wait(for: "millrace> ")
    // Tab completes the only source that begins so; the statement has several lines.
    first.type("SELECT id,\n")
    try first.wait(for: "..> ")
    first.type("country FROM cli\t EMIT CHANGES;\n")
    try first.wait(for: "|1 ")
    // Ctrl-C ends the query and not the shell.
    first.type("\u{3}")
    try first.wait(for: "Query terminated\r\nmillrace> ")
    // Ctrl-C gives a line up.
    first.type("SELECT nonsense\u{3}")
    try first.wait(for: "\r\nmillrace> ")
    first.type("version\n")
    #expect(try first.wait(for: "Version: ").hasSuffix("version\r\n"))
    try first.wait(for: "\r\nmillrace> ")
    first.type("\u{4}")
    try first.wait(for: "Leaving")
    #expect(try first.waitForExit() == 0)
    #expect(first.isAsBefore)

    // The history of the first run is there in the second.
    let second = try Session(folder)
    try second.wait(for: "millrace> ")
    second.type("history\n")
    try second.wait(for: "1: SELECT id, country FROM clicks")
    try second.wait(for: "EMIT CHANGES;\r\n   2: version\r\n   3: history\r\n")
    try second.wait(for: "millrace> ")
    second.type("exit\n")
    #expect(try second.waitForExit() == 0)
  }

  @Test(.enabled(if: canRun)) func ctrlCRightBehindEnterEndsWhatWasEntered() throws {
    let session = try Session(TerminalTests.folder())
    try session.wait(for: "millrace> ")
    // Wherever it hits, in the line, in the start of the query or in its rows, the prompt is back.
    for _ in 0..<20 {
      session.type("SELECT * FROM clicks EMIT CHANGES;\n")
      session.type("\u{3}")
      try session.wait(for: "\nmillrace> ")
    }
    session.type("exit\n")
    #expect(try session.waitForExit() == 0)
  }

  @Test(.enabled(if: canRun)) func keysTypedWhileAQueryRunsAreKeysOfTheNextPrompt() throws {
    let session = try Session(TerminalTests.folder(), ["--query-timeout", "200"])
    try session.wait(for: "millrace> ")
    session.type("SELECT * FROM clicks EMIT CHANGES;\n")
    try session.wait(for: "|ID")
    session.type("version\n\u{4}")
    try session.wait(for: "Query terminated")
    try session.wait(for: "Version: ")
    try session.wait(for: "Leaving")
    #expect(try session.waitForExit() == 0)
  }

  @Test(.enabled(if: canRun)) func ctrlSpaceTakesNothingFromTheNextKey() throws {
    let session = try Session(TerminalTests.folder())
    try session.wait(for: "millrace> ")
    session.type("SELECT nonsense\0\u{3}")
    try session.wait(for: "\r\nmillrace> ")
    // Nor does quoting a key take Ctrl-C.
    session.type("SELECT nonsense\u{16}\u{3}")
    try session.wait(for: "\r\nmillrace> ")
    session.type("\0\u{4}")
    try session.wait(for: "Leaving")
    #expect(try session.waitForExit() == 0)
  }

  @Test(
    .enabled(if: canRun), arguments: ["", "SELECT non", "SELECT * FROM clicks EMIT CHANGES;\n"])
  func terminationLeavesTheTerminalAsItWas(_ keys: String) throws {
    let session = try Session(TerminalTests.folder())
    try session.wait(for: "millrace> ")
    session.type(keys)
    if !keys.isEmpty { try session.wait(for: keys.hasSuffix("\n") ? "|1 " : keys) }
    session.signal(SIGTERM)
    #expect(try session.waitForExit() == 143)
    #expect(session.isAsBefore)
  }

  @Test func aPasswordIsNotShown() throws {
    let folder = try TemporaryFolder()
    let session = try Session(folder, command: ["users", "add", "ann"])
    try session.wait(for: "password for ann: ")
    #expect(!session.echoes)
    session.type("pencil\n")
    let first = try session.wait(for: "once more: ")
    session.type("pencil\n")
    let second = try session.wait(for: "user 'ann' was added")
    #expect(!(first + second).contains("pencil"))
    #expect(try session.waitForExit() == 0)
  }

  @Test func anInterruptedPasswordLeavesTheTerminalAsItWas() throws {
    let folder = try TemporaryFolder()
    let session = try Session(folder, command: ["users", "add", "ann"])
    try session.wait(for: "password for ann: ")
    session.type("pen\u{3}")
    try session.wait(for: "no password was given")
    #expect(session.echoes)
    #expect(try session.waitForExit() == 1)
    #expect(try Binary.run(["users", "list", "--data", folder.data]).output.isEmpty)
  }
}
