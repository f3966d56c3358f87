// The unit that runs: a stage of a query over one partition. It owns its operators, their state, its
// place in every input, and what it has written since the last commit. Everything happens in `run`,
// on the calling thread, in turns.
//
// A task that threw is good for nothing but being dropped: its owner opens it again and it goes on
// from the last commit.

import Functions
import Plan
import Platform
package import SegmentLog
import StateStores
import Values

/// How a turn ended.
package enum TaskTurn: Hashable, Sendable {
  /// The budget is used up; there may be more to do.
  case moreInput
  /// All inputs were read to their end, and all work is committed.
  case idle
  /// The query has given all rows it was asked for.
  case finished
}

/// A running task.
///
/// Safe to hand from thread to thread, but only one at a time may call it: its owner sees to that.
package final class QueryTask: @unchecked Sendable {
  package let place: TaskPlace
  let graph: TaskGraph
  let services: TaskServices
  let output: TaskOutput
  let context: OperatorContext
  let operators: [any Operator]
  /// In the order that breaks ties: sources as in the plan, then partitions.
  let inputs: [TaskInput]
  /// Takes rows of staged inputs in turn, if the stage has such an operator.
  private let interleaved: (any InterleavedOperator)?
  let producer: Producer?
  /// One per store of the stage; none in a transient query.
  let changelogs: [Changelog]
  private let account: MemoryBudget.Account?
  /// When snapshots are due, per changelog.
  let paces: [SnapshotPace]
  /// Inputs found at their end in this turn.
  private var isExhausted: [Bool]
  /// There is something to commit since this moment.
  var uncommittedSince: Int64?
  var taskMetrics = TaskMetrics()
  /// What pull queries go through, once there was one.
  var keptReadSteps: ReadSteps?

  init(
    place: TaskPlace, graph: TaskGraph, services: TaskServices, context: OperatorContext,
    operators: [any Operator], inputs: [TaskInput], producer: Producer?,
    changelogs: [(Changelog, SnapshotPace)], interleaved: (any InterleavedOperator)?
  ) {
    self.place = place
    self.graph = graph
    self.services = services
    self.context = context
    output = context.output
    self.operators = operators
    self.inputs = inputs
    self.producer = producer
    self.changelogs = changelogs.map(\.0)
    paces = changelogs.map(\.1)
    self.interleaved = interleaved
    account = services.memory?.openAccount()
    isExhausted = Array(repeating: false, count: inputs.count)
  }

  /// Works for about `budgetNanoseconds`, at least one batch, and commits when its inputs are
  /// exhausted or a commit is due.
  package func run(budgetNanoseconds: Int64) throws(TaskError) -> TaskTurn {
    let time = services.time
    let begin = time.monotonicNanoseconds()
    var now = begin
    for index in isExhausted.indices { isExhausted[index] = false }
    while true {
      if let limit = services.limit, limit.isReached { return .finished }
      guard try step() else {
        if uncommittedSince != nil { try commit() }
        return .idle
      }
      let end = time.monotonicNanoseconds()
      taskMetrics.worstBatchNanoseconds = max(taskMetrics.worstBatchNanoseconds, end - now)
      let since = uncommittedSince ?? now
      uncommittedSince = since
      now = end
      try checkMemory()
      if now - since >= services.settings.commitNanoseconds
        || output.byteCount >= services.settings.outputBytesMax
      {
        try commit()
        now = time.monotonicNanoseconds()
      }
      if now - begin >= budgetNanoseconds { return .moreInput }
    }
  }

  /// Takes the next rows. False when there are none.
  private func step() throws(TaskError) -> Bool {
    if inputs.count == 1 {
      guard try inputs[0].fill() else { return false }
      return try inputs[0].takeAll() > 0
    }
    guard let interleaved else { return try takeRun() > 0 }
    // Many short runs make one step.
    var rows = 0
    while rows < services.settings.batchRows {
      let taken = try takeRun()
      guard taken > 0 else { break }
      rows += taken
    }
    try interleaved.flush()
    return rows > 0
  }

  /// Takes rows of the input whose head is due first, up to the head of the next one; ties go to the
  /// earlier input. Gives their number, 0 when no input has rows.
  private func takeRun() throws(TaskError) -> Int {
    var first: Int?
    var second: Int?
    for index in inputs.indices where try hasRows(index) {
      let head = inputs[index].head
      if let best = first, head >= inputs[best].head {
        if second.map({ head < inputs[$0].head }) ?? true { second = index }
      } else {
        second = first
        first = index
      }
    }
    guard let first else { return 0 }
    guard let second else { return try inputs[first].takeAll() }
    return try inputs[first].take(before: inputs[second].head, orAt: first < second)
  }

  private func hasRows(_ index: Int) throws(TaskError) -> Bool {
    if inputs[index].hasRows { return true }
    guard !isExhausted[index] else { return false }
    let found = try inputs[index].fill()
    isExhausted[index] = !found
    return found
  }

  /// Bytes of memory that the task's state holds.
  package var stateBytes: Int {
    operators.reduce(0) { sum, one in one.stores.reduce(sum) { $0 + $1.byteCount } }
  }

  private func checkMemory() throws(TaskError) {
    guard let account else { return }
    account.update(stateBytes)
    guard account.isExceeded else { return }
    throw TaskError(
      .memoryBudgetExceeded,
      "query \(graph.plan.queryID) holds more state than its memory budget allows; raise the budget "
        + "or narrow the query, then resume it")
  }

  /// What the task did so far.
  package var metrics: TaskMetrics {
    var metrics = taskMetrics
    metrics.stateBytes = stateBytes
    metrics.operators = operators.map(\.metrics)
    metrics.recordsRead = inputs.reduce(0) { $0 + $1.recordsRead }
    metrics.bytesRead = inputs.reduce(0) { $0 + $1.bytesRead }
    return metrics
  }

  /// The next record to read of each input.
  package var positions: [TopicPartition: Offset] {
    Dictionary(
      inputs.map { ($0.partition, $0.position) }, uniquingKeysWith: { first, _ in first })
  }
}
