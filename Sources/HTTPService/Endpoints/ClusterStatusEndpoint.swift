import NIOHTTP1

/// `GET /clusterStatus`: there are no other servers whose heart could beat.
enum ClusterStatusEndpoint {
  static let route = Route(.GET, "/clusterStatus") { _ throws(HTTPError) in
    throw .badRequest("Heartbeats are not enabled: one process serves everything")
  }
}
