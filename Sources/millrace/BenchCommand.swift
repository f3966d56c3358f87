import ArgumentParser
import Benchmarks
import Engine
import Platform

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measures one benchmark.")

  @Argument(help: "The benchmark; without a name they are listed.")
  var name: String?

  @Option(help: ArgumentHelp("Records to run over.", valueName: "n"))
  var rows: Int?

  @Option(help: ArgumentHelp("Partitions of the topics.", valueName: "p"))
  var partitions = 1

  @Option(help: ArgumentHelp("Threads that run queries.", valueName: "w"))
  var workers = 1

  @Option(help: ArgumentHelp("Folder to work in; removed afterwards.", valueName: "dir"))
  var directory = "./millrace-bench"

  func run() throws {
    guard let name else {
      for benchmark in Benchmarks.all { print("\(benchmark.name)  \(benchmark.summary)") }
      print("\(BrokerBench.name)  \(BrokerBench.summary)")
      return
    }
    if name == BrokerBench.name { return try BrokerBench.run(directory: directory) }
    let line = try failing { () throws(DatabaseError) in
      try Benchmarks.run(
        name: name, rows: rows, partitions: partitions, workers: workers, directory: directory)
    }
    print(line)
  }
}
