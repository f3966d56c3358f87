// A call to the log that failed: a code to act on, the file and the system's number when there is
// one, and a sentence that says what failed, where, and what to do.

/// Why a call to the log failed.
package struct LogError: Error, CustomStringConvertible, Sendable {
  /// What callers tell apart. Equality of errors is equality of codes.
  package enum Code: String, Sendable {
    case unknownTopic
    case unknownPartition
    case topicExists
    case invalidTopicName
    case invalidConfiguration
    case offsetOutOfRange
    case recordTooLarge
    /// A batch whose checksum is wrong: it was damaged on its way.
    case damagedBatch
    /// A batch that is whole and still not one that may be written.
    case invalidBatch
    /// A batch of one of the formats before magic 2.
    case unsupportedFormat
    case unsupportedCompression
    case invalidTimestamp
    case outOfOrderSequence
    /// A batch with an epoch below the one that the partition or the transaction knows.
    case invalidProducerEpoch
    case producerFenced
    /// No producer of this name has this identifier.
    case unknownProducer
    case invalidTransaction
    /// The last transaction of the producer is still being completed.
    case concurrentTransactions
    case invalidTransactionTimeout
    /// The topic belongs to a query or to the log itself.
    case internalTopic
    case unknownGroup
    /// The name belongs to a query's task.
    case internalGroup
    case corrupt
    case diskFull
    case tooManyOpenFiles
    case fileFailure
    case folderInUse
    case unsupportedVersion
    case closed
  }

  package var code: Code
  /// What failed, where, and what to do about it.
  package var sentence: String
  /// The file, when the failure is about one.
  package var path: String?
  /// The system's error number, 0 when there is none.
  package var errno: Int32
  /// Whether the same call may succeed later with nothing changed by the caller.
  package var isRetryable: Bool

  package init(
    _ code: Code, _ sentence: String, path: String? = nil, errno: Int32 = 0,
    isRetryable: Bool = false
  ) {
    self.code = code
    self.sentence = sentence
    self.path = path
    self.errno = errno
    self.isRetryable = isRetryable
  }

  package var description: String { sentence }
}

extension LogError: Equatable {
  package static func == (left: LogError, right: LogError) -> Bool { left.code == right.code }
}
