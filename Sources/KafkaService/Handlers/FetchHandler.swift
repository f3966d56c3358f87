// Fetch: answers at once when there is enough or something to tell, else waits for records.

import Access
import KafkaWire
import SegmentLog

enum FetchHandler: Handler {
  static let place = Place.loop

  static func handle(
    _ request: FetchRequest, _ call: Call, _ reply: Reply<FetchResponse>
  ) {
    // No sessions are kept: who asks for one gets none, and who names one is told so.
    guard request.sessionID == 0 || request.sessionEpoch <= 0 else {
      return reply(.with { $0.errorCode = .fetchSessionIDNotFound })
    }
    let milliseconds = min(Int64(request.maxWaitMs), call.node.settings.fetchWaitMillisecondsMax)
    let mayWait = milliseconds > 0 && request.minBytes > 0 && !request.topics.isEmpty
    if answer(request, call, reply, isLast: !mayWait) { return }
    let partitions = request.topics.flatMap { topic in
      topic.partitions.map { TopicPartition(topic.topic, Int($0.partition)) }
    }
    call.connection.waiting.add(
      WaitingFetch(partitions) { isLast in
        !call.connection.isOpen || answer(request, call, reply, isLast: isLast)
      }, milliseconds: milliseconds)
  }

  /// Answers if there is enough, or in any case when this is the last look.
  private static func answer(
    _ request: FetchRequest, _ call: Call, _ reply: Reply<FetchResponse>, isLast: Bool
  ) -> Bool {
    let pass = FetchPass(request, call)
    // More than the largest answer is never there.
    let wanted = min(Int(request.minBytes), call.node.settings.fetchBytesMax)
    guard isLast || pass.hasError || pass.byteCount >= wanted else { return false }
    let milliseconds = call.throttle(.fetchBytes, pass.byteCount)
    var response = pass.response
    response.throttleTimeMs = milliseconds
    reply(response, records: pass.records, muteMilliseconds: milliseconds)
    return true
  }
}
