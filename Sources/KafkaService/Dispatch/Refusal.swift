// Why one item of a request is refused, as administrators are told: Kafka's number and a sentence.

import Access
import KafkaWire
import SegmentLog

struct Refusal: Error {
  let error: KafkaError
  let sentence: String

  init(_ error: KafkaError, _ sentence: String) {
    self.error = error
    self.sentence = sentence
  }

  init(_ error: LogError) { self.init(KafkaError(error), error.sentence) }

  init(_ error: AccessError) { self.init(KafkaError(error), error.message) }

  /// What stands in a request twice.
  static func duplicate(_ what: String) -> Refusal {
    Refusal(.invalidRequest, "the request names \(what) more than once")
  }

  static func denied(_ topic: String) -> Refusal {
    Refusal(.topicAuthorizationFailed, "access to topic '\(topic)' is denied")
  }

  /// For requests about users, rights, the node itself.
  static let deniedCluster = Refusal(
    .clusterAuthorizationFailed, "access to the cluster is denied")
}

extension KafkaError {
  /// The error of a call about users and rights.
  init(_ error: AccessError) {
    self =
      switch error.code {
      case .invalidRequest: .invalidRequest
      case .invalidPrincipalType: .invalidPrincipalType
      case .unacceptableCredential: .unacceptableCredential
      case .notFound: .resourceNotFound
      case .duplicate: .duplicateResource
      case .limitReached: .policyViolation
      case .storage: .kafkaStorageError
      case .damaged, .newerVersion: .unknownServerError
      }
  }
}

/// Runs what may be refused; nil when it was not.
func refusal(of body: () throws(Refusal) -> Void) -> Refusal? {
  do throws(Refusal) {
    try body()
    return nil
  } catch {
    return error
  }
}

/// Turns the log's error into a refusal.
func refusing<Answer>(_ body: () throws(LogError) -> Answer) throws(Refusal) -> Answer {
  do throws(LogError) { return try body() } catch { throw Refusal(error) }
}

extension Collection where Element: Hashable {
  /// The elements that are there more than once.
  var repeated: Set<Element> {
    var seen: Set<Element> = []
    return Set(filter { !seen.insert($0).inserted })
  }
}
