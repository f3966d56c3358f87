import SegmentLog
import SQLSyntax

/// SHOW [ALL] TOPICS [EXTENDED]. Internal topics are listed only with ALL.
enum ShowTopicsExecutor {
  static func execute(
    _ statement: ShowTopicsStatement, _ context: StatementContext
  ) -> StatementResult {
    let database = context.database
    let progress = statement.isExtended ? database.groupsByTopic() : [:]
    let topics = database.log.topics()
      .filter { statement.includesInternal || !$0.configuration.isInternal }
      .filter { context.rights.sees(topic: $0.name) }
      .sorted { $0.name < $1.name }
      .map { topic in
        let groups = progress[topic.name] ?? []
        return TopicListing(
          name: topic.name, partitionCount: topic.configuration.partitionCount,
          consumerCount: groups.count, consumerGroupCount: groups.count)
      }
    return .topics(topics, extended: statement.isExtended)
  }
}
