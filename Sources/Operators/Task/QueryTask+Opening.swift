// Opening a task: fence earlier ones of its name, take the last commit, build operators.

import Functions
import Plan
import Platform
import SegmentLog
import StateStores
import Values

extension QueryTask {
  /// Opens a task of the graph. Its internal topics exist. What an earlier task of the same name
  /// had not committed is gone.
  package static func open(
    _ place: TaskPlace, of graph: TaskGraph, services: TaskServices
  ) throws(TaskError) -> QueryTask {
    let stage = graph.stages[place.stage]
    try checkPartitions(graph, services.log)
    var producer: Producer?
    var committed: CommittedProgress?
    if !graph.isTransient {
      do { producer = try services.log.openProducer(place.name) } catch { throw .log(error) }
      committed = services.log.committed(place.name)
    }
    let output = TaskOutput()
    let context = OperatorContext(
      environment: FunctionEnvironment(
        time: services.time, random: services.random, properties: services.settings.properties),
      settings: services.settings, problems: services.problems, output: output)
    var builder = OperatorBuilder(
      graph: graph, stage: stage, partition: place.partition, services: services,
      context: context)
    try builder.build()
    let changelogs =
      try producer == nil ? [] : restoreStores(of: builder.operators, place, graph, services)
    let reads = builder.leaves.flatMap { leaf in
      graph.partitions(of: leaf.input, for: place.partition, in: stage).map {
        (leaf: leaf, partition: $0)
      }
    }
    var inputs: [TaskInput] = []
    for (leaf, partition) in reads {
      var position = committed?.offsets[partition]
      if position == nil { position = try start(of: partition, leaf.input, services) }
      inputs.append(
        TaskInput(
          partition, hasRivals: reads.count > 1, position: position ?? .zero, log: services.log,
          reader: leaf.reader, downstream: leaf.downstream, staging: leaf.staging,
          isOwn: leaf.input.isOwn, settings: services.settings))
    }
    let task = QueryTask(
      place: place, graph: graph, services: services, context: context,
      operators: builder.operators, inputs: inputs, producer: producer,
      changelogs: changelogs, interleaved: builder.interleaved)
    if let committed {
      try task.restore(committed.metadata)
    } else if producer != nil {
      // Where a new task begins must be the same after a restart.
      task.uncommittedSince = services.time.monotonicNanoseconds()
    }
    return task
  }

  /// Where a task without progress begins.
  private static func start(
    of partition: TopicPartition, _ input: StageInput, _ services: TaskServices
  ) throws(TaskError) -> Offset {
    let limits: PartitionOffsets
    do { limits = try services.log.offsets(partition) } catch { throw .log(error) }
    guard case .source(let node) = input, services.settings.startsAtEnd else { return limits.start }
    if node.isTable && !services.settings.tablesFollowReset { return limits.start }
    return limits.stable
  }

  /// Fills the stores from their snapshots and changelogs.
  private static func restoreStores(
    of operators: [any Operator], _ place: TaskPlace, _ graph: TaskGraph, _ services: TaskServices
  ) throws(TaskError) -> [(Changelog, SnapshotPace)] {
    var changelogs: [(Changelog, SnapshotPace)] = []
    for store in operators.flatMap(\.stores) {
      let partition = TopicPartition(
        graph.changelogTopic(StoreChoice(store.storeName)), place.partition)
      let changelog = Changelog(partition: partition, stores: [store])
      let report: RestoreReport
      do throws(StoreError) {
        report = try changelog.restore(
          from: services.log, snapshots: services.snapshots?.folder(of: partition))
      } catch { throw .store(error) }
      let pace = SnapshotPace(
        snapshotBytes: report.snapshotBytes, tailBytes: report.replayedBytes)
      changelogs.append((changelog, pace))
    }
    return changelogs
  }

  /// The topics of a query are cut by the partitions that its sources had when it was created.
  private static func checkPartitions(
    _ graph: TaskGraph, _ log: any LogStore
  ) throws(TaskError) {
    for topic in graph.internalTopics {
      let expected = topic.configuration.partitionCount
      guard let count = log.describe(topic.name)?.configuration.partitionCount, count != expected
      else { continue }
      throw TaskError(
        .invalidPlan,
        "query \(graph.plan.queryID) keeps its state in \(count) partitions, but its sources now "
          + "have \(expected): partitions were added after it was created; drop the query and "
          + "create it again")
    }
  }
}
