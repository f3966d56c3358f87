// One run: fill the log, start the query, wait until it has read everything and committed.

import Engine
import Formats
import Platform

struct BenchmarkRun {
  private let benchmark: Benchmark
  private let rows: Int
  private let partitions: Int
  private let workers: Int
  private let directory: String

  init(_ benchmark: Benchmark, rows: Int, partitions: Int, workers: Int, directory: String) {
    self.benchmark = benchmark
    self.rows = rows
    self.partitions = partitions
    self.workers = workers
    self.directory = directory
  }

  func run() throws(DatabaseError) -> String {
    var configuration = DatabaseConfiguration(directory: directory)
    configuration.workers = workers
    configuration.startsFromEarliest = true
    let time = configuration.time
    let calibration = Calibration.rate(time)
    let database = try Database.open(configuration)
    defer { database.close() }
    let isJoin = benchmark.name == "join"
    let session = database.session()
    try execute(Benchmarks.bids(partitions), session)
    if isJoin {
      // The stream side is keyed by auction, so that the join needs no repartition. The table's topic
      // is compacted and keeps its rows, old as they are.
      try execute(
        """
        CREATE TABLE items (id BIGINT PRIMARY KEY, seller STRING, category INT)
        WITH (KAFKA_TOPIC = 'items', VALUE_FORMAT = 'JSON', PARTITIONS = \(partitions));
        CREATE STREAM keyed (auction BIGINT KEY, bidder STRING, price BIGINT, dateTime BIGINT)
        WITH (KAFKA_TOPIC = 'bids', VALUE_FORMAT = 'JSON', TIMESTAMP = 'dateTime');
        """, session)
    }
    try benchmark.prepare(database, benchmark.keys)
    try BidLoader.load(
      database, rows: rows, keys: benchmark.keys,
      stepMicroseconds: benchmark.stepMicroseconds(rows), keyed: isJoin)

    let begin = time.monotonicNanoseconds()
    let cpuBegin = ProcessUsage.now()
    try execute(benchmark.statements, session)
    guard database.waitUntilCaughtUp(pollMilliseconds: 5) else {
      throw DatabaseError.request("the query failed: \(database.failureSentences())")
    }
    let seconds = Double(time.monotonicNanoseconds() - begin) / 1e9
    let usage = ProcessUsage.now()
    return line(
      seconds: seconds, cpuSeconds: usage.cpuSeconds - cpuBegin.cpuSeconds,
      written: database.recordsWritten(), residentBytes: usage.residentBytes,
      worstBatch: database.worstBatchNanoseconds(),
      calibration: calibration)
  }

  private func execute(_ text: String, _ session: Session) throws(DatabaseError) {
    if let error = session.execute(text).error { throw error }
  }

  private func line(
    seconds: Double, cpuSeconds: Double, written: Int, residentBytes: Int, worstBatch: Int64,
    calibration: Double
  ) -> String {
    func number(_ value: Double, _ scale: Double) -> JSONValue {
      .number("\((value * scale).rounded() / scale)")
    }
    return JSONValue.object([
      "name": .string(benchmark.name), "rows": .integer(rows),
      "rows_written": .integer(written), "partitions": .integer(partitions),
      "workers": .integer(workers),
      "seconds": number(seconds, 1000), "cpu_seconds": number(cpuSeconds, 1000),
      "rows_per_second": .integer(Int(Double(rows) / seconds)),
      "rss_bytes": .integer(residentBytes),
      "worst_batch_ms": number(Double(worstBatch) / 1e6, 1000),
      "calibration": .integer(Int(calibration)),
    ]).description
  }
}
