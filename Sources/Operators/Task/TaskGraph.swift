// From a physical plan to stages, internal topics and tasks. Pure: it asks only how many partitions
// the topics of the sources have.

package import Plan
import SegmentLog

/// All tasks of a query.
package struct TaskGraph: Sendable {
  package let plan: PhysicalPlan
  /// `_confluent-ksql-default_query_CSAS_X_0`: begins the names of tasks and internal topics.
  package let applicationID: String
  /// A transient query runs as one task over all partitions, creates no topic and commits nothing.
  package let isTransient: Bool
  /// Repartitions go through a topic. They need none where one task has all rows anyway.
  let cutsRepartitions: Bool
  package let stages: [Stage]
  private let partitionCounts: [String: Int]

  /// Cuts the plan. `partitionCount` answers for the topics of sources and sink, nil for a topic
  /// that is not there.
  package init(
    _ plan: PhysicalPlan, applicationID: String, isTransient: Bool,
    partitionCount: (String) -> Int?
  ) throws(TaskError) {
    self.plan = plan
    self.applicationID = applicationID
    self.isTransient = isTransient
    var counts: [String: Int] = [:]
    var topics = plan.root.sources.map(\.topic)
    if let sink = plan.sink { topics.append(sink.topic) }
    for topic in topics {
      guard let count = partitionCount(topic) else {
        throw TaskError(.invalidPlan, "query \(plan.queryID) needs topic \(topic), which is gone")
      }
      counts[topic] = count
    }
    cutsRepartitions = !isTransient && !plan.root.fitsOneTask { counts[$0] ?? 1 }
    var cutter = StageCutter(
      applicationID: applicationID, cutsRepartitions: cutsRepartitions, partitionCounts: counts)
    cutter.cut(plan.root, output: plan.sink.map { .sink($0) } ?? .results)
    stages = cutter.stages
    partitionCounts = cutter.partitionCounts
  }

  /// Partitions of a topic that the query reads or writes.
  func partitionCount(of topic: String) -> Int { partitionCounts[topic] ?? 1 }

  /// The topics that must be there before the tasks are opened.
  package var internalTopics: [InternalTopic] {
    guard !isTransient else { return [] }
    return stages.flatMap { stage -> [InternalTopic] in
      var topics = stage.stores.map { changelog($0, of: stage) }
      if case .repartition(let node, let topic) = stage.output {
        var configuration = TopicConfiguration(partitionCount: partitionCount(of: topic))
        configuration.isInternal = true
        configuration.retentionMilliseconds = -1
        configuration.metadata = ["key.format": node.keyFormat.name, "query": plan.queryID]
        topics.append(InternalTopic(name: topic, configuration: configuration))
      }
      return topics
    }
  }

  private func changelog(_ store: StoreChoice, of stage: Stage) -> InternalTopic {
    var configuration = TopicConfiguration(partitionCount: stage.taskCount)
    configuration.isInternal = true
    configuration.retentionMilliseconds = -1
    configuration.metadata = ["query": plan.queryID, "store": store.name]
    return InternalTopic(name: changelogTopic(store), configuration: configuration)
  }

  func changelogTopic(_ store: StoreChoice) -> String { "\(applicationID)-\(store.name)-changelog" }

  /// The tasks, stages that feed others first.
  package var tasks: [TaskPlace] {
    stages.flatMap { stage in
      (0..<stage.taskCount).map { partition in
        TaskPlace(
          stage: stage.index, partition: partition,
          name: "\(applicationID)_\(stage.index)_\(partition)",
          inputs: stage.inputs.flatMap { self.partitions(of: $0, for: partition, in: stage) })
      }
    }
  }

  /// The partitions of an input that one task of its stage reads.
  func partitions(
    of input: StageInput, for partition: Int, in stage: Stage
  ) -> [TopicPartition] {
    let count = partitionCount(of: input.topic)
    if isTransient || stage.readsAllPartitions {
      return (0..<count).map { TopicPartition(input.topic, $0) }
    }
    return partition < count ? [TopicPartition(input.topic, partition)] : []
  }
}

/// Walks a plan from its root and cuts a stage off at every repartition.
private struct StageCutter {
  let applicationID: String
  let cutsRepartitions: Bool
  var partitionCounts: [String: Int]
  var stages: [Stage] = []

  mutating func cut(_ root: PlanNode, output: StageOutput) {
    var inputs: [StageInput] = []
    var stores: [StoreChoice] = []
    collect(root, &inputs, &stores)
    let isSingle = root.hasForeignKeyJoin
    let taskCount = assignPartitions(inputs, isSingle: isSingle || !cutsRepartitions)
    stages.append(
      Stage(
        index: stages.count, root: root, inputs: inputs, output: output, taskCount: taskCount,
        readsAllPartitions: isSingle, stores: stores))
  }

  private mutating func collect(
    _ node: PlanNode, _ inputs: inout [StageInput], _ stores: inout [StoreChoice]
  ) {
    switch node {
    case .source(let source):
      inputs.append(.source(source))
      if let store = source.store { stores.append(store) }
      return
    case .repartition(let repartition) where cutsRepartitions:
      let topic = "\(applicationID)-\(repartition.name)-repartition"
      cut(repartition.input, output: .repartition(repartition, topic: topic))
      inputs.append(.repartition(repartition, topic: topic))
      return
    case .aggregate(let aggregate): stores.append(aggregate.store)
    case .streamTableJoin(let join): stores.append(join.store)
    case .streamStreamJoin(let join): stores += [join.leftStore, join.rightStore]
    case .tableTableJoin(let join): stores += [join.leftStore, join.rightStore]
    case .foreignKeyJoin(let join):
      stores += [join.leftStore, join.rightStore, join.subscriptionStore]
    case .materialize(let materialize): stores.append(materialize.store)
    case .filter, .project, .flatMap, .limit, .repartition: break
    }
    for input in node.inputs { collect(input, &inputs, &stores) }
  }

  /// Tasks of a stage: as many as its sources have partitions; the repartition topics it reads get
  /// as many. A stage that reads only repartition topics takes the widest of those before them.
  private mutating func assignPartitions(_ inputs: [StageInput], isSingle: Bool) -> Int {
    var fromSources = 0
    var fromStages = 0
    for input in inputs {
      switch input {
      case .source(let node): fromSources = max(fromSources, partitionCounts[node.topic] ?? 1)
      case .repartition(_, let topic):
        for stage in stages {
          if case .repartition(_, topic) = stage.output {
            fromStages = max(fromStages, stage.taskCount)
          }
        }
      }
    }
    let count = isSingle ? 1 : max(1, fromSources > 0 ? fromSources : fromStages)
    for input in inputs {
      if case .repartition(_, let topic) = input { partitionCounts[topic] = count }
    }
    return count
  }
}

extension PlanNode {
  /// Whether one task does all of the sub-tree well: every source is one partition, so that any key
  /// is where all its rows are, and at most one node takes rows of two inputs in turn.
  fileprivate func fitsOneTask(partitionCount: (String) -> Int) -> Bool {
    sources.allSatisfy { partitionCount($0.topic) == 1 } && joinCount(acrossRepartitions: true) <= 1
  }
}
