// What the calls of transactional producers answer.

import Platform
import SegmentLog
import Testing

@testable import Coordination

@Suite struct TransactionCoordinatorTests {
  private let t0 = TopicPartition("t", 0)
  private let t1 = TopicPartition("t", 1)

  private func code(_ fault: TransactionFault?) -> LogError.Code? {
    guard case .log(let error) = fault else { return nil }
    return error.code
  }

  @Test func aProducerWithoutATransactionalIdGetsItsOwnIdentifier() throws {
    let fixture = try CoordinatorFixture()
    // Such clients say all kinds of things about a time-out that they do not need.
    let first = try fixture.transactions.open(nil, timeoutMilliseconds: -1).get()
    let second = try fixture.transactions.open(nil, timeoutMilliseconds: .max).get()
    #expect(first.identifier != second.identifier && first.epoch == 0)
    #expect(
      fixture.transactions.open("", timeoutMilliseconds: 1) == .failure(.invalidRequest))
    guard case .failure(.log(let error)) = fixture.transactions.open("x", timeoutMilliseconds: 0)
    else { throw LogError(.invalidTransactionTimeout, "it was accepted") }
    #expect(error.code == .invalidTransactionTimeout)
  }

  @Test func partitionsAreAddedTogetherOrNotAtAll() throws {
    let fixture = try CoordinatorFixture()
    var configuration = TopicConfiguration()
    configuration.isInternal = true
    try fixture.log.createTopic("secret", configuration)
    let producer = try fixture.transactions.open("x", timeoutMilliseconds: 1_000).get()
    let faults = fixture.transactions.add(
      [t0, TopicPartition("t", 7), TopicPartition("zzz", 0), TopicPartition("secret", 0)],
      to: producer)
    #expect(faults[0] == .notAttempted)
    #expect(
      faults.dropFirst().map(code) == [.unknownPartition, .unknownTopic, .internalTopic])
    #expect(try fixture.transactions.describe("x").get().status == .empty)
    #expect(fixture.transactions.add([t0, t1], to: producer) == [nil, nil])
    let description = try fixture.transactions.describe("x").get()
    #expect(description.partitions == [t0, t1] && description.status == .ongoing)
    var other = producer
    other.epoch += 1
    #expect(fixture.transactions.add([t0], to: other).map(code) == [.producerFenced])
    #expect(code(fixture.transactions.add(group: "g", to: other)) == .producerFenced)
    #expect(code(fixture.transactions.end(other, commits: true)) == .producerFenced)
    other = producer
    other.identifier += 1
    #expect(code(fixture.transactions.end(other, commits: true)) == .unknownProducer)
  }

  @Test func statesHaveKafkasNames() throws {
    let fixture = try CoordinatorFixture()
    #expect(fixture.transactions.describe("x") == .failure(.notFound))
    let producer = try fixture.transactions.open("x", timeoutMilliseconds: 1_000).get()
    func state() throws -> String {
      TransactionState(try fixture.transactions.describe("x").get()).rawValue
    }
    #expect(try state() == "Empty")
    #expect(code(fixture.transactions.end(producer, commits: true)) == .invalidTransaction)
    _ = fixture.transactions.add([t0], to: producer)
    #expect(try state() == "Ongoing")
    #expect(fixture.transactions.end(producer, commits: true) == nil)
    #expect(try state() == "CompleteCommit")
    _ = fixture.transactions.add([t0], to: producer)
    #expect(fixture.transactions.end(producer, commits: false) == nil)
    #expect(try state() == "CompleteAbort")
    var description = try fixture.transactions.describe("x").get()
    description.isCompleting = true
    #expect(TransactionState(description) == .prepareAbort)
    description.status = .committed
    #expect(TransactionState(description) == .prepareCommit)
  }

  @Test func transactionsAreListedByWhatIsAsked() throws {
    let fixture = try CoordinatorFixture()
    let first = try fixture.transactions.open("a", timeoutMilliseconds: 60_000).get()
    _ = try fixture.transactions.open("b", timeoutMilliseconds: 60_000).get()
    _ = fixture.transactions.add([t0], to: first)
    fixture.time.advance(milliseconds: 500)
    func list(
      _ states: Set<TransactionState>? = nil, _ producers: Set<Int64> = [], _ duration: Int64 = -1
    ) -> [String] {
      fixture.transactions.list(
        states: states, producers: producers, runningFor: duration,
        wall: fixture.time.wallMilliseconds()
      ).map(\.producer.name)
    }
    #expect(list() == ["a", "b"])
    #expect(list([.ongoing]) == ["a"] && list([.empty, .completeCommit]) == ["b"])
    #expect(list(nil, [first.identifier]) == ["a"])
    #expect(list(nil, [], 500) == ["a"] && list(nil, [], 501) == [])
  }

  @Test func whatIsOpenForTooLongIsAborted() throws {
    let fixture = try CoordinatorFixture()
    #expect(fixture.transactions.advance() == nil)
    let producer = try fixture.transactions.open("x", timeoutMilliseconds: 1_000).get()
    _ = fixture.transactions.add([t0], to: producer)
    let begun = fixture.time.wallMilliseconds()
    #expect(fixture.transactions.advance() == begun + 1_000)
    fixture.time.advance(milliseconds: 1_000)
    #expect(fixture.transactions.advance() == nil)
    #expect(code(fixture.transactions.end(producer, commits: true)) == .producerFenced)
  }
}
