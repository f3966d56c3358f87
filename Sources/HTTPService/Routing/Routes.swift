/// Every endpoint; a new one is one line.
enum Routes {
  static let all: [Route] =
    [
      RootEndpoint.route, InformationEndpoint.route, HealthEndpoint.route, StatementEndpoint.route,
      QueryEndpoint.route, QueryStreamEndpoint.route, InsertsStreamEndpoint.route,
      CloseQueryEndpoint.route, TerminateClusterEndpoint.route, PropertyEndpoint.route,
      ClusterStatusEndpoint.route, WebSocketEndpoint.route, TopicRecordsEndpoint.route,
    ] + MetadataEndpoint.routes + CommandStatusEndpoint.routes + ProbeEndpoint.routes
    + InternalEndpoint.routes
}
