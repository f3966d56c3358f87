// What a task needs from outside: the log, the machine, and where problems and results go.

package import Platform
package import SegmentLog
package import StateStores

/// The surroundings of all tasks of one query.
package struct TaskServices: Sendable {
  package var log: any LogStore
  package var time: any TimeSource
  package var random: any RandomSource
  package var problems: any ProblemSink
  package var settings: TaskSettings
  /// Where snapshots of state go: a folder per changelog partition; nil keeps none.
  package var snapshots: SnapshotPlace?
  /// The memory that all tasks of the query share; nil = no limit.
  package var memory: MemoryBudget?
  /// Shared by the tasks of a query with LIMIT.
  package var limit: LimitCounter?
  /// Takes the rows of a transient query.
  package var results: (any ResultReceiver)?

  package init(
    log: any LogStore, time: any TimeSource, random: any RandomSource,
    problems: any ProblemSink = IgnoredProblems(), settings: TaskSettings = TaskSettings(),
    snapshots: SnapshotPlace? = nil, memory: MemoryBudget? = nil,
    limit: LimitCounter? = nil, results: (any ResultReceiver)? = nil
  ) {
    self.log = log
    self.time = time
    self.random = random
    self.problems = problems
    self.settings = settings
    self.snapshots = snapshots
    self.memory = memory
    self.limit = limit
    self.results = results
  }
}

/// A folder for the snapshots of all tasks.
package struct SnapshotPlace: Sendable {
  package var fileSystem: any FileSystem
  package var path: String

  package init(_ path: String, in fileSystem: any FileSystem) {
    self.path = path
    self.fileSystem = fileSystem
  }

  /// The folder of one changelog partition.
  func folder(of partition: TopicPartition) -> SnapshotFolder {
    SnapshotFolder("\(path)/\(partition)", in: fileSystem)
  }
}
