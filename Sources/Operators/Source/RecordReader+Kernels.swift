// Loops over the slices of fetched records: about a nanosecond a row each.
//
// Safe because outputs have room for every record, which the caller reserves.

import Formats
import SegmentLog

/// The keys of records.
@inline(never)
func sliceKeys(
  _ records: UnsafeBufferPointer<RecordSlice>, into slices: UnsafeMutablePointer<ByteSlice>
) {
  for row in 0..<records.count {
    slices[row] = ByteSlice(
      start: records[row].key.assumingMemoryBound(to: UInt8.self), count: records[row].keyLength)
  }
}

/// The values of records.
@inline(never)
func sliceValues(
  _ records: UnsafeBufferPointer<RecordSlice>, into slices: UnsafeMutablePointer<ByteSlice>
) {
  for row in 0..<records.count {
    slices[row] = ByteSlice(
      start: records[row].value.assumingMemoryBound(to: UInt8.self),
      count: records[row].valueLength)
  }
}

/// The times of records; true when one is negative.
@inline(never)
func copyTimes(
  _ records: UnsafeBufferPointer<RecordSlice>, into times: UnsafeMutablePointer<Int64>
) -> Bool {
  var signs: Int64 = 0
  for row in 0..<records.count {
    let time = records[row].timestamp
    times[row] = time
    signs |= time
  }
  return signs < 0
}
