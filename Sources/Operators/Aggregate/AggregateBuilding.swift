// The operator for an aggregate node, by its window.

import Plan
import StateStores

extension OperatorBuilder {
  func aggregate(
    _ node: AggregateNode, into downstream: Downstream
  ) throws(TaskError) -> any Operator {
    guard let window = node.window else {
      return try Aggregate(node, downstream: downstream, context: context)
    }
    switch window.shape {
    case .session(let gap):
      return try SessionAggregate(
        node, gap: gap, grace: window.grace, retention: window.retention, downstream: downstream,
        context: context)
    case .tumbling(let size):
      return try windowed(node, window, size: size, advance: size, downstream)
    case .hopping(let size, let advance):
      return try windowed(node, window, size: size, advance: advance, downstream)
    }
  }

  private func windowed(
    _ node: AggregateNode, _ window: WindowChoice, size: Int64, advance: Int64,
    _ downstream: Downstream
  ) throws(TaskError) -> any Operator {
    guard size > 0, advance > 0, advance <= size else {
      throw TaskError(.invalidPlan, "a window of \(size) ms cannot advance by \(advance) ms")
    }
    return try WindowedAggregate(
      node, TimeWindows(size: size, advance: advance, grace: window.grace),
      retention: window.retention, sealing: sealing(of: node.store), downstream: downstream,
      context: context)
  }

  private func sealing(of store: StoreChoice) -> WindowSealing? {
    services.snapshots.map {
      WindowSealing(
        fileSystem: $0.fileSystem,
        directory:
          "\($0.path)/sealed/\(graph.applicationID)_\(stage.index)_\(partition)_\(store.name)")
    }
  }
}
