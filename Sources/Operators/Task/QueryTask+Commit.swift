// A commit: what the task wrote, what changed in its state, how far it read, and the few numbers
// that its operators have to remember, in one transaction.
//
// The metadata of a commit:
//
//   0  version  UInt8, 1
//   1  count    UInt32 little-endian
//   .  per operator in the order of the plan: UInt32 length, then its bytes

import Platform
import SegmentLog
import StateStores
import Values

extension QueryTask {
  private static var metadataVersion: UInt8 { 1 }

  /// Makes all work so far visible at once. After an error nothing of it is, and the task must be
  /// dropped.
  package func commit() throws(TaskError) {
    uncommittedSince = nil
    guard let producer else {
      for one in operators { for store in one.stores { store.markClean() } }
      return output.reset()
    }
    taskMetrics.recordsWritten += output.recordsPending
    taskMetrics.bytesWritten += output.byteCount
    var outputs = output.batches()
    let now = services.time.wallMilliseconds()
    for (changelog, pace) in zip(changelogs, paces) {
      let changes: PartitionRecords?
      do { changes = try changelog.prepare(timestamp: now) } catch { throw .store(error) }
      guard let changes else { continue }
      pace.wrote(changes.records.byteCount)
      outputs.append(changes)
    }
    let transaction = LogTransaction(
      producer: producer, outputs: outputs, inputs: positions, metadata: savedState())
    do { try services.log.commit(transaction) } catch { throw .log(error) }
    for changelog in changelogs { changelog.didCommit() }
    output.reset()
    for one in operators { try one.tidy() }
    for input in inputs { try input.purge() }
    taskMetrics.commits += 1
  }

  private func savedState() -> [UInt8] {
    let out = ByteWriter()
    out.append(QueryTask.metadataVersion)
    out.append(UInt32(operators.count).littleEndian)
    let part = ByteWriter()
    for one in operators {
      part.removeAll()
      one.saveState(into: part)
      out.append(UInt32(part.count).littleEndian)
      out.append(part.bytes)
    }
    return Array(out.bytes)
  }

  /// Gives every operator what it saved at the last commit.
  func restore(_ metadata: [UInt8]) throws(TaskError) {
    guard !metadata.isEmpty else { return }
    let isRestored = metadata.withUnsafeBytes { bytes -> Bool in
      guard bytes.count >= 5, bytes[0] == QueryTask.metadataVersion,
        bytes.loadUnaligned(fromByteOffset: 1, as: UInt32.self).littleEndian == operators.count
      else { return false }
      var position = 5
      for one in operators {
        guard bytes.count - position >= 4 else { return false }
        let length = Int(
          UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self)))
        position += 4
        guard length <= bytes.count - position,
          one.restoreState(UnsafeRawBufferPointer(rebasing: bytes[position..<position + length]))
        else { return false }
        position += length
      }
      return position == bytes.count
    }
    guard isRestored else {
      throw TaskError(
        .corruptState, "the last commit of task \(place.name) holds no state that fits its plan")
    }
  }
}
