// The operator for a join node.

import Plan

extension OperatorBuilder {
  func join(_ node: PlanNode, into downstream: Downstream) throws(TaskError) -> any Operator {
    switch node {
    case .streamTableJoin(let join):
      try StreamTableJoin(join, downstream: downstream, context: context)
    case .streamStreamJoin(let join):
      StreamStreamJoin(join, downstream: downstream, context: context)
    case .tableTableJoin(let join):
      TableTableJoin(join, downstream: downstream, context: context)
    case .foreignKeyJoin(let join):
      try ForeignKeyJoin(join, downstream: downstream, context: context)
    default: throw TaskError(.invalidPlan, "a node without two inputs is no join")
    }
  }
}
