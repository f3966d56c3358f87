// What can be done to a resource, and what a right to one thing implies.

/// An operation; the raw values are Kafka's numbers, and the bits of its bit fields.
package enum AclOperation: UInt8, CaseIterable, Sendable {
  case all = 2
  case read
  case write
  case create
  case delete
  case alter
  case describe
  case clusterAction
  case describeConfigurations
  case alterConfigurations
  case idempotentWrite

  /// As Kafka's tools and messages write it.
  package var word: String {
    switch self {
    case .all: "All"
    case .read: "Read"
    case .write: "Write"
    case .create: "Create"
    case .delete: "Delete"
    case .alter: "Alter"
    case .describe: "Describe"
    case .clusterAction: "ClusterAction"
    case .describeConfigurations: "DescribeConfigs"
    case .alterConfigurations: "AlterConfigs"
    case .idempotentWrite: "IdempotentWrite"
    }
  }

  /// The rights that allow this operation: the right itself, `all`, and those that imply it.
  var grantedBy: OperationSet {
    let itself: OperationSet = [OperationSet(self), OperationSet(.all)]
    switch self {
    case .describe: return itself.union([.read, .write, .delete, .alter])
    case .describeConfigurations: return itself.union(.alterConfigurations)
    default: return itself
    }
  }

  /// The prohibitions that deny this operation; nothing is implied.
  var deniedBy: OperationSet { [OperationSet(self), OperationSet(.all)] }
}

/// A set of operations, as Kafka's bit field.
package struct OperationSet: OptionSet, Hashable, Sendable {
  package let rawValue: UInt16
  package init(rawValue: UInt16) { self.rawValue = rawValue }

  package init(_ operation: AclOperation) { rawValue = 1 << UInt16(operation.rawValue) }

  static let read = OperationSet(.read)
  static let write = OperationSet(.write)
  static let delete = OperationSet(.delete)
  static let alter = OperationSet(.alter)
  static let alterConfigurations = OperationSet(.alterConfigurations)

  /// The operations in it, in order.
  package var operations: [AclOperation] {
    AclOperation.allCases.filter { contains(OperationSet($0)) }
  }
}
