// A server over a log of its own, in a temporary folder and on a free port, and the calls that most
// tests make.

import Access
import Coordination
import KafkaService
import KafkaWire
import Platform
import SegmentLog
import TestSupport
import TransportSecurity

/// A running server. It ends with the value.
final class NodeFixture {
  private let folder = TemporaryFolder("kafka")
  let log: Broker
  let access: AccessControl
  let node: KafkaNode
  private let server: KafkaServer
  let port: Int

  init(
    security: AccessSettings = AccessSettings(), durability: Durability = .cache,
    certificate: ServerCertificate? = nil,
    _ change: (inout KafkaSettings) -> Void = { _ in }
  ) throws {
    var logSettings = BrokerSettings(folder: folder.path + "/data")
    logSettings.durability = durability
    log = try Broker.open(logSettings)
    access = try AccessControl.open(
      folder: folder.path + "/data", files: PosixFileSystem(), settings: security)
    var settings = KafkaSettings()
    change(&settings)
    var groups = GroupSettings()
    groups.initialDelayMilliseconds = 0
    node = KafkaNode(
      log: log, groups: GroupCoordinator(log, groups), access: access, settings: settings)
    server = KafkaServer(node, host: "127.0.0.1", port: 0, certificate: certificate)
    port = try server.start()
  }

  deinit {
    server.stop()
    access.close()
    try? log.close()
  }

  func client(_ clientID: String? = "test") throws -> WireClient {
    try WireClient(port: port, clientID: clientID, of: self)
  }

  func createTopic(_ name: String, partitions: Int = 1) throws {
    try log.createTopic(name, TopicConfiguration(partitionCount: partitions))
  }

  /// A server on which rules decide, and on which everybody who connects is `User:ANONYMOUS`.
  static func guarded(_ rules: AclBinding...) throws -> NodeFixture {
    let node = try NodeFixture(security: AccessSettings(isEnabled: true))
    try node.access.add(rules)
    return node
  }
}

extension WireClient {
  /// Sends a batch to partition 0, or another one.
  func produce(
    _ batch: WireBatch, to topic: String, _ partition: Int32 = 0, transactionalID: String? = nil,
    acks: Int16 = -1, version: Int16 = 9
  ) throws -> ProduceResponse.Partition {
    let pending = try sendProduce(
      batch, to: topic, partition, transactionalID: transactionalID, acks: acks, version: version)
    return try receive(pending).topics[0].partitions[0]
  }

  func sendProduce(
    _ batch: WireBatch, to topic: String, _ partition: Int32 = 0, transactionalID: String? = nil,
    acks: Int16 = -1, version: Int16 = 9
  ) throws -> Pending<ProduceRequest> {
    let bytes = batch.bytes
    let request = ProduceRequest.with {
      $0.transactionalID = transactionalID
      $0.acks = acks
      $0.timeoutMs = 10_000
      $0.topics = [
        .with {
          $0.name = topic
          $0.partitions = [
            .with {
              $0.index = partition
              $0.records = RecordSpan(start: 0, count: bytes.count)
            }
          ]
        }
      ]
    }
    return try send(request, version: version, records: bytes)
  }

  /// What a fetch of one partition found.
  struct Fetched {
    var partition: FetchResponse.Partition
    var batches: [WireBatch]
    /// Of the records, without those that a consumer would leave out: markers and aborted ones.
    var values: [String] {
      var aborting: Set<Int64> = []
      var values: [String] = []
      for batch in batches {
        let begins = (partition.abortedTransactions ?? []).contains {
          $0.producerID == batch.producerID && $0.firstOffset == batch.baseOffset
        }
        if begins { aborting.insert(batch.producerID) }
        if batch.isControl {
          aborting.remove(batch.producerID)
        } else if !batch.isTransactional || !aborting.contains(batch.producerID) {
          values += batch.values
        }
      }
      return values
    }
  }

  static func fetchRequest(
    _ topic: String, _ partition: Int32 = 0, from offset: Int64 = 0, waitMilliseconds: Int32 = 0,
    minBytes: Int32 = 1, partitionBytesMax: Int32 = 1 << 20, isCommitted: Bool = false
  ) -> FetchRequest {
    .with {
      $0.maxWaitMs = waitMilliseconds
      $0.minBytes = minBytes
      $0.maxBytes = 1 << 20
      $0.isolationLevel = isCommitted ? 1 : 0
      $0.topics = [
        .with {
          $0.topic = topic
          $0.partitions = [
            .with {
              $0.partition = partition
              $0.fetchOffset = offset
              $0.partitionMaxBytes = partitionBytesMax
            }
          ]
        }
      ]
    }
  }

  func fetch(_ request: FetchRequest, version: Int16 = 12) throws -> Fetched {
    try receiveFetch(send(request, version: version))
  }

  func receiveFetch(_ pending: Pending<FetchRequest>) throws -> Fetched {
    let (response, frame) = try receiveFrame(pending)
    let partition = response.topics[0].partitions[0]
    let bytes = partition.records.map { frame[$0.range] } ?? []
    guard let batches = WireBatch.batches(bytes) else { throw Failure.noBatches }
    return Fetched(partition: partition, batches: batches)
  }
}
