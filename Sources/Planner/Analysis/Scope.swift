// The columns that names can mean in a query: those of its sources, what the sources know of their
// records, and columns that planning adds. A column's place in the list is its number; expressions
// are bound to numbers first and moved to positions of an edge when their node is built.

import Plan
import SQLSyntax
import Values

/// Sources of a query with all their columns.
struct Scope: Sendable {
  struct Source: Sendable {
    let alias: String
    let definition: SourceDefinition
    let columns: Range<Int>
  }

  enum Role: Hashable, Sendable {
    /// A key or value column, by its position in the source's schema.
    case declared(Int)
    /// Headers, ROWPARTITION, ROWOFFSET.
    case system(SystemColumn)
    case rowTime
    case windowStart
    case windowEnd
    /// The key of a join that no column names.
    case syntheticKey
  }

  struct Column: Sendable {
    /// Index of the source; nil for a column that planning added.
    let source: Int?
    let name: String
    let type: SQLType
    let role: Role
  }

  private(set) var sources: [Source] = []
  private(set) var columns: [Column] = []

  /// Aggregate calls have numbers from here on.
  static let aggregates = 1_000_000
  /// Results of table functions have numbers from here on.
  static let tableFunctions = 2_000_000

  mutating func add(_ definition: SourceDefinition, alias: String) {
    let first = columns.count
    let source = sources.count
    func add(_ name: String, _ type: SQLType, _ role: Role) {
      columns.append(Column(source: source, name: name, type: type, role: role))
    }
    for (position, column) in definition.schema.columns.enumerated() {
      add(column.name, column.type, .declared(position))
    }
    for header in definition.headers { add(header.name, header.type, .system(header.column)) }
    add("ROWTIME", .bigint, .rowTime)
    add("ROWPARTITION", .integer, .system(.rowPartition))
    add("ROWOFFSET", .bigint, .system(.rowOffset))
    if definition.window != nil {
      add("WINDOWSTART", .bigint, .windowStart)
      add("WINDOWEND", .bigint, .windowEnd)
    }
    sources.append(Source(alias: alias, definition: definition, columns: first..<columns.count))
  }

  /// Adds the key of a join that no column names; gives its number.
  mutating func addSyntheticKey(_ type: SQLType) -> Int {
    var name = "ROWKEY"
    var count = 1
    while columns.contains(where: { $0.name == name && $0.role != .syntheticKey }) {
      name = "ROWKEY_\(count)"
      count += 1
    }
    columns.append(Column(source: nil, name: name, type: type, role: .syntheticKey))
    return columns.count - 1
  }

  func column(_ id: Int) -> Expression {
    .column(position: id, name: columns[id].name, type: columns[id].type)
  }

  var isJoin: Bool { sources.count > 1 }

  /// How many sources have a column of this name.
  func sourceCount(of name: String) -> Int {
    sources.count { source in columns[source.columns].contains { $0.name == name } }
  }

  /// The name of a column in the results of a join: alias, underscore, name.
  func joinedName(_ id: Int) -> String {
    guard let source = columns[id].source else { return columns[id].name }
    return "\(sources[source].alias)_\(columns[id].name)"
  }

  /// `A.X`, as messages write columns of joins.
  func qualifiedName(_ id: Int) -> String {
    guard let source = columns[id].source else { return columns[id].name }
    return IdentifierText.quotedIfNeeded(sources[source].alias) + "."
      + IdentifierText.quotedIfNeeded(columns[id].name)
  }
}

extension Scope {
  static let windowBounds: Set<String> = ["WINDOWSTART", "WINDOWEND"]
  static let pseudoColumns: Set<String> = ["ROWTIME", "ROWPARTITION", "ROWOFFSET"]
  static let reserved = windowBounds.union(pseudoColumns)

  /// The number of the column that a reference means.
  func resolve(
    _ reference: ColumnReference, at span: SourceSpan, clause: Clause
  ) throws(BindFailure) -> Int {
    if let qualifier = reference.source {
      let source = try source(qualifier)
      if let id = sources[source].columns.first(where: { columns[$0].name == reference.name.name })
      {
        return id
      }
      throw unresolved(
        "\(qualifier).\(reference.name)", span, clause,
        candidates: columns[sources[source].columns].map(\.name))
    }
    let found = columns.indices.filter { columns[$0].name == reference.name.name }
    if found.count > 1 { throw ambiguous(reference, found, span) }
    guard let id = found.first else {
      throw unresolved("\(reference.name)", span, clause, candidates: columns.map(\.name))
    }
    return id
  }

  /// The index of the source with this alias.
  func source(_ alias: Identifier) throws(BindFailure) -> Int {
    if let index = sources.firstIndex(where: { $0.alias == alias.name }) { return index }
    throw BindFailure(
      "Failed to prepare statement: '\(alias)' is not a valid stream/table name or alias.",
      at: alias.span, .complete, code: .unknownSource,
      hint: NameSuggestion.nearest(to: alias.name, among: sources.map(\.alias))
        .map { "Did you mean \($0)?" })
  }

  private func unresolved(
    _ name: String, _ span: SourceSpan, _ clause: Clause, candidates: [String]
  ) -> BindFailure {
    let advice =
      clause == .partitionBy
      ? " '\(name)' must be a column in the source schema since PARTITION BY is applied on the input."
      : ""
    return BindFailure(
      "\(clause.rawValue) column '\(name)' cannot be resolved.\(advice)", at: span, .complete,
      code: .unknownColumn, placeStyle: .lineAndColumn,
      hint: NameSuggestion.nearest(to: name, among: candidates).map { "Did you mean \($0)?" })
  }

  private func ambiguous(
    _ reference: ColumnReference, _ found: [Int], _ span: SourceSpan
  ) -> BindFailure {
    let names = found.map { qualifiedName($0) }.sorted()
    let text =
      names.count == 2
      ? "Could be \(names[0]) or \(names[1])."
      : "Could be any of: \(names.joined(separator: ", "))"
    return BindFailure(
      "Column '\(reference.name)' is ambiguous. \(text)", at: span, .complete,
      code: .ambiguousColumn, placeStyle: .preparedNode)
  }
}
