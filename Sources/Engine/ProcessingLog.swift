// Bad records and failed expressions, kept where their owner can see them: counters and the last few
// in memory for DESCRIBE EXTENDED, all of the reported ones in a topic that SQL can read.

package import Operators
import Platform
import SegmentLog
import Synchronization

/// Collects the problems of all queries.
///
/// Safe because its state is behind one mutex.
package final class ProcessingLog: Sendable {
  /// The topic of the processing log, and the stream over it.
  package static let topic = "default_ksql_processing_log"
  package static let stream = "KSQL_PROCESSING_LOG"
  /// Problems that wait to be written; more are counted and dropped.
  private static let pendingMax = 10_000
  /// Problems shown per query.
  private static let shownMax = 10

  struct State {
    var counts: [String: Int64] = [:]
    var last: [String: [RecordProblem]] = [:]
    var pending: [(query: String, problem: RecordProblem, time: Int64)] = []
    var dropped: Int64 = 0
  }

  private let log: any LogStore
  private let time: any TimeSource
  private let state = Mutex(State())

  init(log: any LogStore, time: any TimeSource) {
    self.log = log
    self.time = time
  }

  /// The sink that a query's tasks report to.
  func sink(for query: String) -> any ProblemSink { QueryProblems(query: query, log: self) }

  fileprivate func report(_ problem: RecordProblem, of query: String) {
    let now = time.wallMilliseconds()
    state.withLock { state in
      state.counts[query, default: 0] += 1
      var last = state.last[query] ?? []
      last.insert(problem, at: 0)
      if last.count > ProcessingLog.shownMax { last.removeLast() }
      state.last[query] = last
      if state.pending.count < ProcessingLog.pendingMax {
        state.pending.append((query, problem, now))
      } else {
        state.dropped += 1
      }
    }
  }

  /// The last problems of a query, newest first.
  package func lastProblems(of query: String) -> [RecordProblem] {
    state.withLock { $0.last[query] ?? [] }
  }

  func forget(_ query: String) {
    state.withLock {
      $0.counts[query] = nil
      $0.last[query] = nil
    }
  }

  /// Writes what is pending to the topic, if there is one. Called from the maintenance thread.
  func flush() {
    guard log.describe(ProcessingLog.topic) != nil else { return }
    let pending = state.withLock { state in
      defer { state.pending = [] }
      return state.pending
    }
    guard !pending.isEmpty else { return }
    let builder = RecordBatchBuilder()
    for entry in pending {
      let value = ProcessingLogRecord.json(entry.problem, query: entry.query, time: entry.time)
      builder.append(timestamp: entry.time, key: nil, value: Array(value.utf8))
    }
    do throws(LogError) {
      _ = try log.append(builder, to: TopicPartition(ProcessingLog.topic, 0))
    } catch {
      // The disk may be full: the problems are still counted, and go out with the next flush.
      state.withLock { state in
        let room = ProcessingLog.pendingMax - state.pending.count
        state.dropped += Int64(max(0, pending.count - room))
        state.pending.insert(contentsOf: pending.suffix(max(0, room)), at: 0)
      }
    }
  }
}

/// Names the query to the processing log.
private final class QueryProblems: ProblemSink {
  private let query: String
  private let log: ProcessingLog

  init(query: String, log: ProcessingLog) {
    self.query = query
    self.log = log
  }

  func report(_ problem: RecordProblem) { log.report(problem, of: query) }
}
