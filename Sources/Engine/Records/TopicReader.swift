// Reading a topic's records from the edge: PRINT, `consume`, `--output`, tests.

package import SegmentLog

/// A cursor over all partitions of a topic that sees committed records only. Used by one thread.
package final class TopicReader {
  package let topic: String
  private let log: any LogStore
  private var positions: [Offset]
  private let buffer = FetchBuffer()

  /// Starts at the log start of each partition, or at the end.
  init(log: any LogStore, topic: TopicDescription, fromBeginning: Bool) throws(DatabaseError) {
    self.log = log
    self.topic = topic.name
    positions = []
    for partition in topic.partitions {
      do throws(LogError) {
        let offsets = try log.offsets(partition)
        positions.append(fromBeginning ? offsets.start : offsets.stable)
      } catch {
        throw DatabaseError(error)
      }
    }
  }

  package var partitionCount: Int { positions.count }

  /// Calls `body` with the records that follow, at most about a megabyte per partition; gives how
  /// many there were. 0 means that the cursor is at the end.
  package func read(
    maxBytes: Int = 1 << 20, _ body: (_ partition: Int, RecordSlice) throws(DatabaseError) -> Void
  ) throws(DatabaseError) -> Int {
    var total = 0
    for index in positions.indices {
      let partition = TopicPartition(topic, index)
      let fetched: FetchedRecords
      do throws(LogError) {
        fetched = try log.read(
          partition, from: positions[index], maxBytes: maxBytes, isolation: .committed,
          into: buffer)
      } catch  where error.code == .offsetOutOfRange {
        // Retention removed what the cursor stood on: go on with the first kept record.
        do throws(LogError) {
          positions[index] = try log.offsets(partition).start
        } catch {
          throw DatabaseError(error)
        }
        continue
      } catch {
        throw DatabaseError(error)
      }
      for slice in buffer.records { try body(index, slice) }
      positions[index] = fetched.next
      total += fetched.count
    }
    return total
  }

  /// The next records as values of their own, for edges that keep them.
  package func readRecords(maxBytes: Int = 1 << 20) throws(DatabaseError) -> [PrintedRecord] {
    var records: [PrintedRecord] = []
    _ = try read(maxBytes: maxBytes) { partition, slice throws(DatabaseError) in
      records.append(
        PrintedRecord(
          partition: partition, offset: slice.offset, timestamp: slice.timestamp,
          key: slice.keyBytes.map { Array($0) }, value: slice.valueBytes.map { Array($0) }))
    }
    return records
  }

  /// Calls back when a partition has new committed records; keep the subscriptions.
  package func subscribe(
    _ callback: @escaping @Sendable () -> Void
  ) throws(DatabaseError)
    -> [Subscription]
  {
    var subscriptions: [Subscription] = []
    for index in positions.indices {
      do throws(LogError) {
        subscriptions.append(try log.subscribe(TopicPartition(topic, index), callback))
      } catch {
        throw DatabaseError(error)
      }
    }
    return subscriptions
  }
}
