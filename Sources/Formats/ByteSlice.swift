// The bytes of one key or value inside a record batch. The log keeps the memory; a slice only
// points into it.

/// One key or value as bytes. A negative count means null bytes; a count of 0 means empty bytes.
///
/// Readers may look up to 64 bytes past the end, so that memory must be mapped; what it holds
/// never influences a result.
///
/// Safe because whoever makes a slice keeps the memory alive and unchanged while it is read.
package struct ByteSlice: @unchecked Sendable {
  package var start: UnsafePointer<UInt8>
  package var count: Int32

  /// Bytes past the end that a reader may load.
  package static let overread = 64

  package init(start: UnsafePointer<UInt8>, count: Int32) {
    self.start = start
    self.count = count
  }

  package var isNull: Bool { count < 0 }

  /// Null bytes. The pointer is valid to load from, as that of every slice.
  package static let null = ByteSlice(start: blank, count: -1)

  /// Safe because nothing writes to it after it was made.
  private nonisolated(unsafe) static let blank: UnsafePointer<UInt8> = {
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: overread)
    memory.initialize(repeating: 0, count: overread)
    return UnsafePointer(memory)
  }()
}
