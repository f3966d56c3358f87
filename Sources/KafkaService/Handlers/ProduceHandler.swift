// Produce: batches to the log as they came. Appending is done at once, so that the order of requests
// is that of the records; the wait for the disk, where a topic promises it, is done elsewhere.

import Access
import KafkaWire
import SegmentLog

enum ProduceHandler: FrameHandler {
  /// The first version whose batches have the layout of this log.
  private static let versionMin: Int16 = 3
  /// The first version of clients that know zstd.
  private static let zstandardVersionMin: Int16 = 7

  static func handle(
    _ request: ProduceRequest, _ frame: UnsafeMutableRawBufferPointer, _ call: Call,
    _ reply: Reply<ProduceResponse>
  ) {
    if let error = refusal(of: request, call) {
      return answer(request, call, reply, byteCount: 0) { _ in (error, nil) }
    }
    var parts: [ClientRecords] = []
    var byteCount = 0
    // Per partition of the request, the index of its part or why there is none.
    var verdicts: [Result<Int, KafkaError>] = []
    for topic in request.topics {
      let isAllowed = call.isAllowed(.write, .topic(topic.name))
      for partition in topic.partitions {
        guard isAllowed else {
          verdicts.append(.failure(.topicAuthorizationFailed))
          continue
        }
        guard let records = partition.records, records.count > 0 else {
          verdicts.append(.failure(.invalidRecord))
          continue
        }
        verdicts.append(.success(parts.count))
        byteCount += records.count
        parts.append(
          ClientRecords(
            TopicPartition(topic.name, Int(partition.index)),
            UnsafeMutableRawBufferPointer(rebasing: frame[records.range])))
      }
    }
    let log = call.node.log
    let results = log.append(
      parts, transactionalId: request.transactionalID,
      acceptsZstandard: call.version >= zstandardVersionMin)
    let finish: @Sendable () -> Void = { [verdicts, byteCount] in
      let durable = log.makeDurable(results)
      answer(request, call, reply, byteCount: byteCount) { index in
        switch verdicts[index] {
        case .failure(let error): (error, nil)
        case .success(let part):
          switch durable[part] {
          case .success(let written): (.noError, .success(written))
          case .failure(let error): (KafkaError(error), .failure(error))
          }
        }
      }
    }
    if log.awaitsDisk(results) { call.node.onThread(finish) } else { finish() }
  }

  /// What is wrong with the request as a whole.
  private static func refusal(of request: ProduceRequest, _ call: Call) -> KafkaError? {
    if call.version < versionMin { return .unsupportedVersion }
    if !(-1...1 ~= request.acks) { return .invalidRequiredAcks }
    if let id = request.transactionalID, !call.isAllowed(.write, .transactionalID(id)) {
      return .transactionalIDAuthorizationFailed
    }
    return nil
  }

  /// Answers, unless the client wants none; then an error ends the connection, which is all that such
  /// a client notices.
  private static func answer(
    _ request: ProduceRequest, _ call: Call, _ reply: Reply<ProduceResponse>, byteCount: Int,
    _ outcome: (Int) -> (KafkaError, Result<AppendResult, LogError>?)
  ) {
    var response = ProduceResponse()
    var index = 0
    var hasFailed = false
    for topic in request.topics {
      response.topics.append(
        .with {
          $0.name = topic.name
          $0.partitions = topic.partitions.map { partition in
            let (error, result) = outcome(index)
            index += 1
            if error != .noError { hasFailed = true }
            return part(partition.index, error, result, call)
          }
        })
    }
    let milliseconds = call.throttle(.produceBytes, byteCount)
    if request.acks == 0 {
      return hasFailed ? reply.close() : reply.silently(muteMilliseconds: milliseconds)
    }
    response.throttleTimeMs = milliseconds
    reply(response, muteMilliseconds: milliseconds)
  }

  private static func part(
    _ index: Int32, _ error: KafkaError, _ result: Result<AppendResult, LogError>?, _ call: Call
  ) -> ProduceResponse.Partition {
    .with {
      $0.index = index
      $0.errorCode = error
      $0.baseOffset = -1
      switch result {
      case .success(let written):
        $0.baseOffset = written.first.value
        $0.logAppendTimeMs = written.appendTime
        $0.logStartOffset = (try? call.node.log.offsets(written.partition))?.start.value ?? -1
      case .failure(let failure): $0.errorMessage = failure.sentence
      case nil: break
      }
    }
  }
}
