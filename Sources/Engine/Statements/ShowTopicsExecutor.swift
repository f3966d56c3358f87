import SegmentLog
import SQLSyntax

/// SHOW [ALL] TOPICS [EXTENDED]. Internal topics are listed only with ALL.
enum ShowTopicsExecutor {
  static func execute(
    _ statement: ShowTopicsStatement, _ context: StatementContext
  ) -> StatementResult {
    let database = context.database
    let readers = statement.isExtended ? database.readersByTopic() : [:]
    let topics = database.log.topics()
      .filter { statement.includesInternal || !$0.configuration.isInternal }
      .filter { context.rights.sees(topic: $0.name) }
      .sorted { $0.name < $1.name }
      .map { topic in
        let readers = readers[topic.name] ?? TopicReaders()
        return TopicListing(
          name: topic.name, partitionCount: topic.configuration.partitionCount,
          consumerCount: readers.consumerCount, consumerGroupCount: readers.groups.count)
      }
    return .topics(topics, extended: statement.isExtended)
  }
}
