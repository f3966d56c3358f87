// Lines of JSON into a topic, exactly once: each chunk of lines is one transaction of a producer
// named after topic and file, and what it commits besides the records is the number of lines read
// so far. A second run over the same file goes on behind them, so a file that was loaded is not
// loaded twice, one that has grown is loaded from where it had ended, and a kill in the middle
// leaves no gap and no repetition.

import Operators
import Platform
import SegmentLog

/// Loads one file into one topic. Used by one thread.
package final class SourceLoader {
  /// Lines that earlier transactions have loaded; the caller skips them.
  package private(set) var loadedLines: Int
  private let log: any LogStore
  private let producer: Producer
  private let topic: String
  private let partitionCount: Int
  private let partitioner: Partitioner
  private let records: RecordLines
  private var turn = 0

  /// Lines that make a transaction, and bytes after which it is complete earlier.
  package static let chunkLines = 8192
  package static let chunkBytes = 1 << 20

  /// `name` stands for the file; the same name goes on where the last run ended.
  package init(
    _ database: Database, topic: String, file name: String, timestampField: String? = nil
  ) throws(DatabaseError) {
    guard let description = database.log.describe(topic) else {
      throw database.unknownTopic(topic)
    }
    self.topic = topic
    log = database.log
    partitionCount = description.configuration.partitionCount
    partitioner = database.configuration.partitioner
    records = try RecordLines(database, topic: topic, timestampField: timestampField)
    let producerName = "input:\(topic):\(name)"
    do throws(LogError) {
      producer = try database.log.openProducer(producerName)
    } catch {
      throw DatabaseError(error)
    }
    let metadata = database.log.committed(producerName)?.metadata ?? []
    loadedLines = Int(String(decoding: metadata, as: UTF8.self)) ?? 0
  }

  /// Appends the lines in one transaction; all of them are there afterwards, or none. Empty lines
  /// are counted and give no record.
  package func load(_ lines: [[UInt8]]) throws(DatabaseError) {
    guard !lines.isEmpty else { return }
    let builders = (0..<partitionCount).map { _ in RecordBatchBuilder() }
    try records.forEach(lines) { key, value, timestamp in
      builders[partition(of: key)].append(timestamp: timestamp, key: key, value: value)
    }
    let outputs = builders.indices.filter { !builders[$0].isEmpty }.map {
      PartitionRecords(TopicPartition(topic, $0), builders[$0])
    }
    let done = loadedLines + lines.count
    do throws(LogError) {
      try log.commit(
        LogTransaction(
          producer: producer, outputs: outputs, inputs: [:], metadata: Array(String(done).utf8)))
    } catch {
      throw DatabaseError(error)
    }
    loadedLines = done
  }

  private func partition(of key: UnsafeRawBufferPointer?) -> Int {
    guard case .murmur2 = partitioner, partitionCount > 1 else { return 0 }
    if let key { return Murmur2.partition(of: key, count: partitionCount) }
    turn += 1
    return (turn - 1) % partitionCount
  }
}
