// Which partition a record goes to.

package import Formats
import Platform

/// Chooses partitions, a batch at a time.
package enum Partitioner: Sendable {
  /// Kafka's: murmur2 of the key's bytes; records without a key take turns.
  case murmur2
  /// Always partition 0.
  case first

  /// Writes the partition of each entry to `partitions`. `turn` counts the records without a key.
  package func assign(
    _ keys: EncodedRows, partitionCount: Int, turn: inout UInt64,
    into partitions: UnsafeMutablePointer<Int32>
  ) {
    guard case .murmur2 = self, partitionCount > 1 else {
      partitions.update(repeating: 0, count: keys.count)
      return
    }
    for entry in 0..<keys.count {
      let key = keys.slice(entry)
      if key.isNull {
        partitions[entry] = Int32(truncatingIfNeeded: turn % UInt64(partitionCount))
        turn += 1
      } else {
        let bytes = UnsafeRawBufferPointer(start: key.start, count: Int(key.count))
        partitions[entry] = Int32(
          truncatingIfNeeded: Murmur2.partition(of: bytes, count: partitionCount))
      }
    }
  }
}
