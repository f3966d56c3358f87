// `millrace server`: the REST API over a data folder.

import ArgumentParser
import Access
import Engine
import HTTPService
import KafkaService
import Platform
import TransportSecurity

struct ServerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "server",
    abstract: "Serves a data folder to ksqlDB's clients over HTTP and to Kafka's clients.",
    discussion: """
      Prints one line when it can serve, and leaves after SIGTERM or SIGINT when running requests \
      are answered and all queries have committed.
      """)

  @OptionGroup var folder: DataOptions

  @Option(help: ArgumentHelp("Port of the REST API; 0 takes a free one.", valueName: "n"))
  var httpPort = 8088

  @Option(help: ArgumentHelp("Port for Kafka's clients; 0 takes a free one.", valueName: "n"))
  var kafkaPort = 9092

  @Option(
    help: ArgumentHelp(
      "Address that Kafka's clients are told; else the one that each of them reached.",
      valueName: "host:port"))
  var kafkaAdvertised: String?

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
    guard 0...65535 ~= kafkaPort else { throw ValidationError("--kafka-port is 0 to 65535") }
    if let kafkaAdvertised, HostPort(kafkaAdvertised) == nil {
      throw ValidationError("--kafka-advertised is host:port, not '\(kafkaAdvertised)'")
    }
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
    let address = try listening(on: httpPort, "--http-port") { try server.start() }
    let scheme = certificate == nil ? "http" : "https"
    var kafkaSettings = KafkaSettings()
    kafkaSettings.advertised = kafkaAdvertised.flatMap { HostPort($0) }
    let kafka = KafkaServer(
      KafkaNode(
        log: database.broker, access: database.access.authorizer, settings: kafkaSettings),
      host: listen, port: kafkaPort)
    let kafkaAddress = try listening(on: kafkaPort, "--kafka-port") { try kafka.start() }
    // The port is known only now when the system has chosen it.
    try failing { () throws(DatabaseError) in
      try database.announce(DataOptions.holder("millrace server at \(scheme)://\(address)"))
    }
    let out = StreamWriter(Terminal.output)
    out.write(
      "ready \(scheme)=\(address) kafka=\(kafkaAddress) data=\(folder.data) "
        + "durability=\(durability)\n")
    out.flush()
    let signal = Signals.waitForStop()
    Remarks.say("millrace server: \(signal), leaving")
    kafka.stop()
    server.stop()
  }

  /// Starts a listener; gives its address with the port that it got.
  private func listening(on port: Int, _ option: String, _ start: () throws -> Int) throws -> String
  {
    let host = listen.contains(":") ? "[\(listen)]" : listen
    do {
      return "\(host):\(try start())"
    } catch {
      throw CommandFailure(
        "cannot listen on \(host):\(port): \(error); choose another port with \(option)")
    }
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
