// The streams and tables that a statement names. Names are one space for all users, so that somebody
// has a name is no secret; what is behind it is.

import Planner
import SQLSyntax

extension SessionRights {
  /// Refuses names of sources that do not show themselves, whatever else is wrong with a statement.
  /// The refusal says nothing but the names that it was given.
  func checkNames(_ names: [String], _ catalog: Catalog) throws(DatabaseError) {
    if areUnlimited { return }
    let hidden = Set(names).filter { name in
      catalog.sources[name].map { !sees(topic: $0.topic) } ?? false
    }
    guard hidden.isEmpty else {
      throw DatabaseError(
        kind: .denied, code: .denied,
        message: "Authorization denied to Describe on the topic(s) of: "
          + "[\(hidden.sorted().joined(separator: ", "))]")
    }
  }
}

extension Statement {
  /// Names of sources that it reads, writes or changes; one that it creates is not among them.
  var namedSources: [String] {
    switch self {
    case .query(let query): query.namedSources
    case .createAsSelect(let create): create.query.namedSources
    case .insertInto(let insert): [insert.target.name] + insert.query.namedSources
    case .insertValues(let insert): [insert.target.name]
    case .dropSource(let drop): [drop.name.name]
    case .alterSource(let alter): [alter.name.name]
    case .describeSource(let describe): [describe.name.name]
    case .explain(let explain):
      if case .statement(let statement) = explain.subject { statement.namedSources } else { [] }
    default: []
    }
  }
}

extension Query {
  fileprivate var namedSources: [String] {
    [from.source.name.name] + from.joins.map(\.source.name.name)
  }
}
