// PRINT: the raw records of a topic as they are, with a guess at their formats.

/// A record of a topic as PRINT and `millrace consume` show it.
package struct PrintedRecord: Sendable {
  package let partition: Int
  package let offset: Int64
  /// Milliseconds since the epoch; negative = none.
  package let timestamp: Int64
  package let key: [UInt8]?
  package let value: [UInt8]?

  package init(partition: Int, offset: Int64, timestamp: Int64, key: [UInt8]?, value: [UInt8]?) {
    self.partition = partition
    self.offset = offset
    self.timestamp = timestamp
    self.key = key
    self.value = value
  }
}

/// The records of a running PRINT, already as lines of text: format lines whenever the guess
/// changes, then one line a record.
package protocol PrintStream: Sendable {
  /// The next lines; nil at the end (LIMIT reached or closed). Suspends until there is something.
  func next() async -> [String]?
  /// As `next`, blocking the thread; an empty array after `milliseconds` without a record.
  func waitNext(milliseconds: Int64?) -> [String]?
  func close()
}
