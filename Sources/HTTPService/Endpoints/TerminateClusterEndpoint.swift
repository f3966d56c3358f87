// `POST /ksql/terminate`: ends all queries, deletes the sink topics that the request names, and
// takes no more requests.

import Access
import NIOHTTP1
import Engine
import Formats

enum TerminateClusterEndpoint {
  static let route = Route(.POST, "/ksql/terminate") { exchange throws(HTTPError) in
    let body = exchange.body.complete
    let json = body.isEmpty ? JSONValue.object([]) : try KSQLRequest.json(body)
    let patterns = try (json["deleteTopicList"]?.array ?? []).map { item throws(HTTPError) in
      try pattern(item.string ?? item.description)
    }
    let session = exchange.session
    do throws(DatabaseError) {
      try exchange.rights.demandOnCluster(.alter)
      let sinks = try sinks(session)
      _ = try session.executeOne("TERMINATE ALL;")
      for sink in sinks {
        // A pattern that cannot be matched against this name names another topic.
        guard patterns.contains(where: { (try? $0.wholeMatch(in: sink.topic)) != nil }) else {
          continue
        }
        let name = "`" + sink.name.replacing("`", with: "``") + "`"
        let kind = sink.isTable ? "TABLE" : "STREAM"
        _ = try session.executeOne("DROP \(kind) IF EXISTS \(name) DELETE TOPIC;")
      }
    } catch {
      throw HTTPError(error)
    }
    exchange.service.terminate()
    let outcome = CommandOutcome(
      commandID: "cluster/TerminateCluster/terminate", message: "Cluster terminated.",
      queryID: nil, sequenceNumber: -1)
    let entity = Entity.status(outcome, statementText: "TERMINATE CLUSTER;")
    try exchange.reply(.array([entity]))
  }

  private static func pattern(_ text: String) throws(HTTPError) -> Regex<AnyRegexOutput> {
    do { return try Regex(text) } catch { throw .badRequest("Invalid pattern: \(text)") }
  }

  /// Streams and tables that queries write.
  private static func sinks(_ session: Session) throws(DatabaseError) -> [SourceListing] {
    guard case .queries(let queries, _) = try session.executeOne("SHOW QUERIES;") else { return [] }
    let written = Set(queries.compactMap(\.sink))
    var sinks: [SourceListing] = []
    if case .streams(let list, _) = try session.executeOne("SHOW STREAMS;") { sinks += list }
    if case .tables(let list, _) = try session.executeOne("SHOW TABLES;") { sinks += list }
    return sinks.filter { written.contains($0.name) }
  }
}
