// CREATE OR REPLACE of a source: what may change about it.

import Plan
import SQLSyntax
import Values

/// The step from a registered source to the one that takes its place.
struct SourceUpgrade {
  let old: SourceDefinition
  let new: SourceDefinition

  init(from old: SourceDefinition, to new: SourceDefinition) {
    self.old = old
    self.new = new
  }

  func check() throws(SQLError) {
    guard old.isTable == new.isTable else {
      throw refused(
        "has type = \(kind(old)) which is not upgradeable to \(kind(new))")
    }
    guard old.schema.key == new.schema.key else {
      let changed = old.schema.key.filter { !new.schema.key.contains($0) }
      let list = (changed.isEmpty ? old.schema.key : changed).map { "`\($0.name)` \($0.type) KEY" }
      throw refused(
        schemaText + " (Key columns must be identical. The following key columns are changed, "
          + "missing or reordered: [\(list.joined(separator: ", "))])")
    }
    let changed = old.schema.value.enumerated().filter { index, column in
      index >= new.schema.value.count || new.schema.value[index] != column
    }.map { "`\($0.element.name)` \($0.element.type)" }
    guard changed.isEmpty else {
      throw refused(
        schemaText + " (The following columns are changed, missing or reordered: "
          + "[\(changed.joined(separator: ", "))])")
    }
    try compare("topic", old.topic, new.topic)
    try compare("key format", old.keyFormat.name, new.keyFormat.name)
    try compare("value format", old.valueFormat.name, new.valueFormat.name)
    try compare("timestamp column", time(old), time(new))
    try compare("window", window(old), window(new))
  }

  private func kind(_ source: SourceDefinition) -> String { source.isTable ? "KTABLE" : "KSTREAM" }

  private var schemaText: String {
    "has schema = \(old.schema) which is not upgradeable to \(new.schema)."
  }

  private func time(_ source: SourceDefinition) -> String {
    guard let timestamp = source.timestamp else { return "none" }
    let name = source.schema.columns[timestamp.position].name
    return "`\(name)`\(timestamp.format.map { " '\($0)'" } ?? "")"
  }

  private func window(_ source: SourceDefinition) -> String {
    switch source.window {
    case nil: "none"
    case .tumbling(let size): "TUMBLING of \(size) ms"
    case .hopping(let size, let advance): "HOPPING of \(size) ms by \(advance) ms"
    case .session: "SESSION"
    }
  }

  private func compare(_ what: String, _ a: String, _ b: String) throws(SQLError) {
    guard a != b else { return }
    throw refused("has \(what) = \(a) which is not upgradeable to \(b)")
  }

  private func refused(_ reason: String) -> SQLError {
    SQLError.statement("Cannot upgrade data source: DataSource '`\(old.name)`' \(reason)")
  }
}
