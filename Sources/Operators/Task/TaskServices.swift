// What a task needs from outside: the log, the machine, and where problems and results go.

package import Platform
package import SegmentLog

/// The surroundings of all tasks of one query.
package struct TaskServices: Sendable {
  package var log: any LogStore
  package var time: any TimeSource
  package var random: any RandomSource
  package var problems: any ProblemSink
  package var settings: TaskSettings
  /// Shared by the tasks of a query with LIMIT.
  package var limit: LimitCounter?
  /// Takes the rows of a transient query.
  package var results: (any ResultReceiver)?

  package init(
    log: any LogStore, time: any TimeSource, random: any RandomSource,
    problems: any ProblemSink = IgnoredProblems(), settings: TaskSettings = TaskSettings(),
    limit: LimitCounter? = nil, results: (any ResultReceiver)? = nil
  ) {
    self.log = log
    self.time = time
    self.random = random
    self.problems = problems
    self.settings = settings
    self.limit = limit
    self.results = results
  }
}
