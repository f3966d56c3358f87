// `millrace bench broker`: a node of its own in the benchmark's folder, listening on a free port.

import Access
import Benchmarks
import Coordination
import KafkaService
import Platform
import SegmentLog

enum BrokerBench {
  static let name = "broker"
  static let summary = "produce and consume through the Kafka listener, 100-byte and 1-KiB records"

  /// Prints a line for each size of record; `megabytes` of records each.
  static func run(directory: String, megabytes: Int = 400) throws {
    let files = PosixFileSystem()
    guard !files.exists(directory) else {
      throw CommandFailure(
        "the folder '\(directory)' is there already, and a benchmark removes its folder at the end; "
          + "name another one with --directory")
    }
    defer {
      do throws(FileError) { try files.removeDirectory(directory) } catch {
        Remarks.say("the folder of the benchmark cannot be removed: \(error)")
      }
    }
    let log = try Broker.open(
      BrokerSettings(folder: directory), fileSystem: files, time: SystemTimeSource(),
      random: SystemRandomSource())
    let access = try AccessControl.open(folder: directory, files: files)
    let server = KafkaServer(
      KafkaNode(log: log, groups: GroupCoordinator(log), access: access), host: "127.0.0.1", port: 0
    )
    let port = try server.start()
    defer {
      server.stop()
      do throws(LogError) { try log.close() } catch { Remarks.say("\(error)") }
    }
    for recordBytes in [100, 1024] {
      print(
        try BrokerBenchmark(log: log, host: "127.0.0.1", port: port).run(
          recordBytes: recordBytes, count: megabytes * 1_000_000 / recordBytes))
    }
  }
}
