// What the log, the groups and the transactions say, in Kafka's numbers.

import Coordination
import KafkaWire
import SegmentLog

extension KafkaError {
  /// The error of a call about topics and records.
  init(_ error: LogError) {
    self =
      switch error.code {
      case .unknownTopic, .unknownPartition: .unknownTopicOrPartition
      case .topicExists: .topicAlreadyExists
      case .invalidTopicName, .internalTopic: .invalidTopicException
      case .invalidConfiguration: .invalidConfig
      case .offsetOutOfRange: .offsetOutOfRange
      case .recordTooLarge: .messageTooLarge
      case .damagedBatch: .corruptMessage
      case .invalidBatch: .invalidRecord
      case .unsupportedFormat: .unsupportedForMessageFormat
      case .unsupportedCompression: .unsupportedCompressionType
      case .invalidTimestamp: .invalidTimestamp
      case .outOfOrderSequence: .outOfOrderSequenceNumber
      case .invalidProducerEpoch: .invalidProducerEpoch
      case .producerFenced: .producerFenced
      case .unknownProducer: .invalidProducerIDMapping
      case .invalidTransaction: .invalidTxnState
      case .concurrentTransactions: .concurrentTransactions
      case .invalidTransactionTimeout: .invalidTransactionTimeout
      case .unknownGroup: .groupIDNotFound
      case .internalGroup: .groupAuthorizationFailed
      case .corrupt, .diskFull, .tooManyOpenFiles, .fileFailure: .kafkaStorageError
      case .closed: .notLeaderOrFollower
      case .folderInUse, .unsupportedVersion: .unknownServerError
      }
  }

  /// The error of a call to a coordinator: one that is going away is looked for again.
  init(ofCoordinator error: LogError) {
    self = error.code == .closed ? .coordinatorNotAvailable : KafkaError(error)
  }

  init(_ fault: GroupFault) {
    self =
      switch fault {
      case .invalidGroupId: .invalidGroupID
      case .invalidSessionTimeout: .invalidSessionTimeout
      case .inconsistentProtocol: .inconsistentGroupProtocol
      case .unknownMember: .unknownMemberID
      case .illegalGeneration: .illegalGeneration
      case .rebalanceInProgress: .rebalanceInProgress
      case .memberIdRequired: .memberIDRequired
      case .groupFull: .groupMaxSizeReached
      case .fencedInstance: .fencedInstanceID
      case .coordinatorNotAvailable: .coordinatorNotAvailable
      case .tooLarge: .invalidRequest
      case .offsetMetadataTooLarge: .offsetMetadataTooLarge
      case .unknownPartition: .unknownTopicOrPartition
      case .unstableOffset: .unstableOffsetCommit
      case .notEmpty: .nonEmptyGroup
      case .groupNotFound: .groupIDNotFound
      case .subscribedToTopic: .groupSubscribedToTopic
      case .internalGroup: .groupAuthorizationFailed
      case .log(let error): KafkaError(ofCoordinator: error)
      }
  }

  init(_ fault: TransactionFault) {
    self =
      switch fault {
      case .invalidRequest: .invalidRequest
      case .notAttempted: .operationNotAttempted
      case .notFound: .transactionalIDNotFound
      case .log(let error): KafkaError(ofCoordinator: error)
      }
  }
}

extension KafkaError {
  /// No error, or the fault's.
  init(_ fault: GroupFault?) { self = fault.map { KafkaError($0) } ?? .noError }

  init(_ fault: TransactionFault?) { self = fault.map { KafkaError($0) } ?? .noError }
}
