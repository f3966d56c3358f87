// `millrace bench`: whole queries over a log on disk, JSON in and JSON out, one JSON line of figures
// each. The topic is filled before the clock starts.

package import Engine
import Formats
import Platform

/// A benchmark: statements, and how the input is made.
package struct Benchmark: Sendable {
  package let name: String
  package let summary: String
  let rows: Int
  let keys: Int
  /// Event time from the first bid to the last, seconds; nil: a millisecond a bid.
  let span: Int?
  let statements: String
  /// Loads what the query needs besides the bids; runs before them.
  let prepare: @Sendable (Database, Int) throws(DatabaseError) -> Void

  init(
    _ name: String, _ summary: String, rows: Int = 2_000_000, keys: Int = 100_000,
    span: Int? = nil, statements: String,
    prepare: @escaping @Sendable (Database, Int) throws(DatabaseError) -> Void = { _, _ in }
  ) {
    self.name = name
    self.summary = summary
    self.rows = rows
    self.keys = keys
    self.span = span
    self.statements = statements
    self.prepare = prepare
  }

  func stepMicroseconds(_ rows: Int) -> Int {
    span.map { max(1, $0 * 1_000_000 / max(1, rows)) } ?? 1000
  }
}

package enum Benchmarks {
  /// The bids are years old; retention must not take them while they are being read.
  private static let kept = "RETENTION_MS = 9000000000000"

  static func bids(_ partitions: Int) -> String {
    """
    CREATE STREAM bids (auction BIGINT, bidder STRING, price BIGINT, channel STRING, url STRING,
      dateTime BIGINT, extra STRING)
    WITH (KAFKA_TOPIC = 'bids', VALUE_FORMAT = 'JSON', TIMESTAMP = 'dateTime',
      PARTITIONS = \(partitions), \(kept));
    """
  }

  private static let grouped = """
    CREATE TABLE out AS SELECT auction, COUNT(*) AS n, SUM(price) AS total, MAX(price) AS top
    FROM bids GROUP BY auction;
    """

  private static let tumbling = """
    CREATE TABLE out AS SELECT bidder, COUNT(*) AS n, SUM(price) AS total, MAX(price) AS top
    FROM bids WINDOW TUMBLING (SIZE 10 SECONDS) GROUP BY bidder;
    """

  package static let all: [Benchmark] = [
    Benchmark(
      "filter", "filter and projection, most rows pass",
      statements: """
        CREATE STREAM out AS SELECT auction, bidder, price * 0.908 AS price, dateTime FROM bids
        WHERE channel <> 'Apple';
        """),
    Benchmark(
      "group", "GROUP BY a BIGINT: COUNT, SUM, MAX, every update emitted",
      statements: grouped),
    Benchmark(
      "group-million", "as group, a million keys", rows: 4_000_000, keys: 1_000_000,
      statements: grouped),
    Benchmark(
      "tumble", "tumbling windows of 10 seconds by a STRING",
      statements: tumbling),
    Benchmark(
      "windows-day", "24 hours in windows of 10 seconds, ten thousand keys, the default grace",
      rows: 8_000_000, keys: 10_000, span: 86_400,
      statements: tumbling),
    Benchmark(
      "join", "stream–table join of four columns",
      statements: """
        CREATE STREAM out AS SELECT b.auction AS auction, b.price AS price, i.seller AS seller,
          i.category AS category FROM keyed b JOIN items i ON b.auction = i.id;
        """,
      prepare: { database, keys throws(DatabaseError) in
        let writer = try database.writer(topic: "items")
        for id in 0..<keys {
          let json = "{\"SELLER\":\"seller-\(id % 1000)\",\"CATEGORY\":\(id % 20)}"
          try writer.append(key: BidLoader.key(id), value: Array(json.utf8), timestamp: 0)
        }
        try writer.flush()
      }),
  ]

  /// Runs a benchmark on a fresh data folder and gives its line of figures.
  package static func run(
    name: String, rows: Int? = nil, partitions: Int = 1, workers: Int = 1, directory: String
  ) throws(DatabaseError) -> String {
    guard let benchmark = all.first(where: { $0.name == name }) else {
      throw DatabaseError.request(
        "there is no benchmark '\(name)'; there are: "
          + all.map(\.name).joined(separator: ", "))
    }
    let files = PosixFileSystem()
    guard !files.exists(directory) else {
      throw DatabaseError.request(
        "the folder '\(directory)' is there already, and a benchmark removes its folder at the end; "
          + "name another one with --directory")
    }
    let run = BenchmarkRun(
      benchmark, rows: rows ?? benchmark.rows, partitions: partitions, workers: workers,
      directory: directory)
    let outcome = Result { () throws(DatabaseError) in try run.run() }
    do throws(FileError) { try files.removeDirectory(directory) } catch {
      throw DatabaseError.system("the folder of the benchmark cannot be removed: \(error)")
    }
    return try outcome.get()
  }
}
