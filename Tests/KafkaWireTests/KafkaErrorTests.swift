import KafkaWire
import Testing

struct KafkaErrorTests {
  @Test func namesAreKafkas() {
    #expect(KafkaError.noError.kafkaName == "NONE")
    #expect(KafkaError.unknownTopicOrPartition.kafkaName == "UNKNOWN_TOPIC_OR_PARTITION")
    #expect(KafkaError.fencedInstanceID.kafkaName == "FENCED_INSTANCE_ID")
    #expect(
      KafkaError.transactionalIDAuthorizationFailed.kafkaName
        == "TRANSACTIONAL_ID_AUTHORIZATION_FAILED")
  }

  @Test func errorsOfTheMomentAreRetriable() {
    #expect(KafkaError.coordinatorLoadInProgress.isRetriable)
    #expect(KafkaError.rebalanceInProgress.isRetriable)
    #expect(!KafkaError.messageTooLarge.isRetriable)
    #expect(!KafkaError.noError.isRetriable)
    #expect(KafkaError.outOfOrderSequenceNumber.isFatalForProducers)
    #expect(!KafkaError.corruptMessage.isFatalForProducers)
  }
}
