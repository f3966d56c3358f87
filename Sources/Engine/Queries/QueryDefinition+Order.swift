import Planner

extension QueryDefinition {
  /// The number at the end of the id: it grows with every command.
  var creationOrder: Int { id.split(separator: "_").last.flatMap { Int($0) } ?? 0 }
}
