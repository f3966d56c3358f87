// What became of commands, for `/status`. The ids name sources, types and queries; who may not see
// them learns nothing of what was done to them.

import Access
import Planner

extension Database {
  /// The outcome of the last command with this id; nil when there is none that shows itself.
  package func commandOutcome(_ id: String, for rights: SessionRights) -> CommandOutcome? {
    commandOutcomes(for: rights)[id]
  }

  /// The outcomes that show themselves, by id.
  package func commandOutcomes(for rights: SessionRights) -> [String: CommandOutcome] {
    let (outcomes, catalog) = withState { ($0.commandStatuses, $0.catalog) }
    // What is gone has no topic any more by which it could be judged.
    if rights.areUnlimited || rights.may(.describe, .cluster) { return outcomes }
    let visible = rights.visible(catalog)
    return outcomes.filter { id, _ in
      let parts = id.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 3, ["stream", "table"].contains(parts[0]) else { return false }
      let name = parts[1].hasPrefix("`") ? parts[1].dropFirst().dropLast() : parts[1]
      return visible.sources[String(name)] != nil
    }
  }

  /// The number of the last command; -1 before the first.
  package var lastSequenceNumber: Int64 { withState(\.nextSequence) - 1 }
}
