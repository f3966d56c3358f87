// From log records to batches, one reader per kind of topic.

import Plan
package import SegmentLog
package import Values

/// Decodes records of one partition.
package protocol RecordReader: AnyObject {
  /// The columns of the next edge, one row per record. Records that cannot be used are reported
  /// and deselected.
  func read(
    _ records: UnsafeBufferPointer<RecordSlice>, of partition: TopicPartition
  ) throws(TaskError) -> ColumnBatch
}

extension RecordSlice {
  /// The key or value as an array, for the processing log.
  static func array(_ bytes: UnsafeRawBufferPointer?) -> [UInt8]? { bytes.map { Array($0) } }
}
