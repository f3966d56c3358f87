// A CREATE … AS SELECT with its names resolved, in the layout that the dialect uses in errors.

import Plan
import SQLSyntax

/// The text of a resolved CREATE … AS SELECT.
struct CreateAsText {
  let text: String

  init(_ statement: CreateAsSelectStatement, _ analysis: QueryAnalysis) {
    let scope = analysis.scope
    let written = WrittenText { reference in
      guard let id = try? scope.resolve(reference, at: .none, clause: .select) else {
        return "\(reference.name)"
      }
      return scope.qualifiedName(id)
    }
    let query = statement.query
    var lines = "CREATE \(statement.kind.rawValue) \(statement.name) "
    if !statement.properties.isEmpty {
      let list = statement.properties.properties.map {
        "\($0.name.uppercased())=\(WrittenText.literal($0.value))"
      }
      lines += "WITH (\(list.joined(separator: ", "))) "
    }
    lines += "AS SELECT\n" + Self.items(query, analysis, written)
    let first = query.from.source
    lines += "\nFROM \(first.name) \(first.qualifier)"
    for join in query.from.joins {
      lines +=
        "\n\(join.type.rawValue) JOIN \(join.source.name) \(join.source.qualifier) ON "
        + written.text(join.condition)
    }
    if let filter = query.filter { lines += "\nWHERE \(written.text(filter))" }
    if let list = query.groupBy {
      lines += "\nGROUP BY " + list.map { written.text($0) }.joined(separator: ", ")
    }
    if let list = query.partitionBy {
      lines += "\nPARTITION BY " + list.map { written.text($0) }.joined(separator: ", ")
    }
    if let having = query.having { lines += "\nHAVING \(written.text(having))" }
    text = lines + "\nEMIT \(query.emit?.rawValue ?? "CHANGES")"
  }

  private static func items(
    _ query: Query, _ analysis: QueryAnalysis, _ written: WrittenText
  ) -> String {
    var lines: [String] = []
    var position = 0
    for item in query.items {
      guard case .expression(let e, _) = item.kind else {
        lines.append("  *")
        continue
      }
      let name = position < analysis.items.count ? analysis.items[position].name : ""
      position += 1
      lines.append("  \(written.text(e)) \(IdentifierText.quotedIfNeeded(name))")
    }
    return lines.joined(separator: ",\n")
  }
}
