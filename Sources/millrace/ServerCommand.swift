// `millrace server`: the REST API over a data folder.

import ArgumentParser
import Engine
import HTTPService
import Platform
import TransportSecurity

struct ServerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "server", abstract: "Serves a data folder to ksqlDB's clients over HTTP.",
    discussion: """
      Prints one line when it can serve, and leaves after SIGTERM or SIGINT when running requests \
      are answered and all queries have committed.
      """)

  @OptionGroup var folder: DataOptions

  @Option(help: ArgumentHelp("Port of the REST API; 0 takes a free one.", valueName: "n"))
  var httpPort = 8088

  @Option(help: ArgumentHelp("Address to listen on.", valueName: "addr"))
  var listen = "127.0.0.1"

  @Option(
    help: ArgumentHelp(
      "PEM file with the certificate of the REST API; it then speaks TLS only.", valueName: "file"))
  var httpTlsCert: String?

  @Option(help: ArgumentHelp("PEM file with the key of that certificate.", valueName: "file"))
  var httpTlsKey: String?

  @OptionGroup var access: AccessOptions

  @Option(
    help: ArgumentHelp(
      "Statements to carry out before serving; those that are there are skipped.",
      valueName: "file"))
  var queriesFile: [String] = []

  @Option(
    help: ArgumentHelp(
      "What an acknowledgement means: cache (survives a kill) or fsync (survives a power failure).",
      valueName: "kind"))
  var durability = "cache"

  @Option(help: ArgumentHelp("Threads that run queries.", valueName: "n"))
  var workers = 2

  func validate() throws {
    guard ["cache", "fsync"].contains(durability) else {
      throw ValidationError("--durability is cache or fsync")
    }
    guard 0...65535 ~= httpPort else { throw ValidationError("--http-port is 0 to 65535") }
  }

  func run() throws {
    Signals.ignoreBrokenPipes()
    Signals.holdStops()
    let certificate = try ServerCertificate.named(
      httpTlsCert, httpTlsKey, option: "http", protocols: HTTPServer.protocols)
    let settings = try access.settings()
    let database = try folder.open("millrace server, not ready yet") { configuration in
      configuration.syncsEveryAppend = durability == "fsync"
      configuration.workers = max(1, workers)
      // The dialect's default for servers: new records only, unless a client says otherwise.
      configuration.startsFromEarliest = false
      configuration.access = settings
    }
    defer { database.close() }
    access.remark(on: database.access, listen: listen, isEncrypted: certificate != nil)
    try failing { () throws(DatabaseError) in try database.declareProcessingLog() }
    for path in queriesFile { try carryOut(path, in: database) }
    let server = HTTPServer(
      database: database, host: listen, port: httpPort, version: Version.text,
      certificate: certificate)
    let port: Int
    do {
      port = try server.start()
    } catch {
      throw CommandFailure("cannot listen on \(listen):\(httpPort): \(error)")
    }
    let address = (listen.contains(":") ? "[\(listen)]" : listen) + ":\(port)"
    let scheme = certificate == nil ? "http" : "https"
    // The port is known only now when the system has chosen it.
    try failing { () throws(DatabaseError) in
      try database.announce(DataOptions.holder("millrace server at \(scheme)://\(address)"))
    }
    let out = StreamWriter(Terminal.output)
    out.write("ready \(scheme)=\(address) data=\(folder.data) durability=\(durability)\n")
    out.flush()
    let signal = Signals.waitForStop()
    Remarks.say("millrace server: \(signal), leaving")
    server.stop()
  }

  private func carryOut(_ path: String, in database: Database) throws {
    let text: String
    do throws(FileError) {
      text = String(decoding: try PosixFileSystem().contents(of: path), as: UTF8.self)
    } catch {
      throw CommandFailure("\(error)")
    }
    if let error = database.session().executeFile(text).error {
      throw CommandFailure("\(path): \(error.rendering)")
    }
  }
}
