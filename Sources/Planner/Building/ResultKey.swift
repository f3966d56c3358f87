// Which expressions the result of a query is keyed by, and which select items they are.

import Plan
import SQLSyntax
import Values

/// The key of a result before the select list has named it.
struct ResultKey {
  /// How messages call the key's columns.
  enum Origin: String {
    case column = "key column"
    case grouping = "grouping expression"
    case partitioning = "partitioning expression"
    case join = "join expression"
    case foreignKeyJoin
  }

  /// One column of the key: the expressions that name it, the preferred one first.
  struct Part {
    let alternatives: [Expression]
    /// The alternatives as messages write them.
    let texts: [String]
  }

  let origin: Origin
  let parts: [Part]
  var isSynthetic = false

  init(_ analysis: QueryAnalysis) {
    let scope = analysis.scope
    if let groupBy = analysis.groupBy {
      origin = .grouping
      parts = zip(groupBy, analysis.groupByTexts).map { Part(alternatives: [$0], texts: [$1]) }
    } else if analysis.removesKey {
      origin = .partitioning
      parts = []
    } else if let partitionBy = analysis.partitionBy {
      origin = .partitioning
      parts = zip(partitionBy, analysis.partitionByTexts).map {
        Part(alternatives: [$0], texts: [$1])
      }
    } else if !scope.isJoin {
      origin = .column
      parts = Self.keyColumns(of: 0, scope).map { id in
        Part(
          alternatives: [scope.column(id)],
          texts: [IdentifierText.quotedIfNeeded(scope.columns[id].name)])
      }
    } else if let synthetic = analysis.syntheticKey {
      origin = .join
      isSynthetic = true
      parts = [
        Part(alternatives: [scope.column(synthetic)], texts: [scope.columns[synthetic].name])
      ]
    } else {
      (origin, parts) = Self.joinKey(analysis)
    }
  }

  private static func keyColumns(of source: Int, _ scope: Scope) -> [Int] {
    let source = scope.sources[source]
    return (0..<source.definition.schema.key.count).map { source.columns.lowerBound + $0 }
  }

  private static func joinKey(_ analysis: QueryAnalysis) -> (Origin, [Part]) {
    let scope = analysis.scope
    func part(_ columns: [Expression]) -> Part {
      Part(
        alternatives: columns,
        texts: columns.map { e in
          guard case .column(let id, _, _) = e else { return e.sqlText }
          return scope.qualifiedName(id)
        })
    }
    let leftKeys = keyColumns(of: 0, scope).map { scope.column($0) }
    var origin = Origin.join
    var parts = leftKeys.map { [$0] }
    for join in analysis.joins {
      if analysis.inputIsTable && !isPrimaryKeyJoin(join, analysis) {
        origin = .foreignKeyJoin
      } else if origin == .foreignKeyJoin {
        parts = [parts[0] + [join.right]]
      }
    }
    if origin == .join {
      parts = [analysis.joinKey.filter { if case .column = $0 { true } else { false } }]
    }
    return (origin, parts.map(part))
  }
}

extension ResultKey {
  /// Whether a join of tables is one of primary keys.
  static func isPrimaryKeyJoin(_ join: BoundJoin, _ analysis: QueryAnalysis) -> Bool {
    let keys = keyColumns(of: 0, analysis.scope).map { analysis.scope.column($0) }
    var known = keys
    for earlier in analysis.joins where earlier.source < join.source {
      known.append(earlier.right)
    }
    return keys.count == 1 && known.contains(join.left)
  }

  /// For each part the index of the select item that is it.
  func items(
    _ items: [ResultItem], sink: String, _ analysis: QueryAnalysis
  ) throws(SQLError)
    -> [Int]
  {
    var result: [Int] = []
    var missing: [Part] = []
    for part in parts {
      let found = part.alternatives.lazy.map { alternative in
        items.indices.filter { items[$0].expression == alternative }
      }.first { !$0.isEmpty }
      guard let found else {
        missing.append(part)
        continue
      }
      if found.count > 1 { throw repeated(found.map { items[$0] }, analysis.scope) }
      result.append(found[0])
    }
    if let first = missing.first { throw missingError(missing, first, sink, analysis) }
    return result
  }

  private func repeated(_ items: [ResultItem], _ scope: Scope) -> SQLError {
    let names = items.map { "`\($0.name)`" }
    if origin == .grouping {
      return SQLError.statement(
        "The projection contains a key column more than once: "
          + "\(names.dropLast().joined(separator: ", ")) and \(names[names.count - 1]).",
        at: items[1].span)
    }
    let sorted = items.map(\.name).sorted()
    let listed = sorted.dropLast().joined(separator: ", ") + " and " + sorted[sorted.count - 1]
    return SQLError.statement(
      "The projection contains a key column (`\(Self.keyName(items[0], scope))`) more than once, aliased as: "
        + "\(listed).\nEach key column must only be in the projection once. If you intended to copy "
        + "the key into the value, then consider using the AS_VALUE function to indicate which key "
        + "reference should be copied.", at: items[1].span)
  }

  private static func keyName(_ item: ResultItem, _ scope: Scope) -> String {
    guard case .column(let id, let name, _) = item.expression else { return item.name }
    return scope.isJoin ? scope.joinedName(id) : name
  }

  private func missingError(
    _ missing: [Part], _ first: Part, _ sink: String, _ analysis: QueryAnalysis
  ) -> SQLError {
    if origin == .foreignKeyJoin {
      let names = missing.map { part in
        "`\(part.texts[0].split(separator: ".").last.map(String.init) ?? part.texts[0])`"
      }
      let plural = names.count > 1 ? "s" : ""
      return SQLError.statement(
        "Primary key column\(plural) missing in projection. For foreign-key table-table joins, the "
          + "projection must include all primary key columns from the left input table "
          + "(`\(analysis.scope.sources[0].alias)`). Missing column\(plural): "
          + "\(names.joined(separator: ", ")).")
    }
    let isPlural = parts.count > 1
    let count = isPlural ? parts.count : first.texts.count
    let list: String
    let example: String
    if isPlural {
      let texts = parts.map { $0.texts[0] }
      list = Self.joined(texts, "and")
      example = texts.joined(separator: ", ")
    } else {
      list = Self.joined(first.texts, "or")
      example = first.texts[0]
    }
    var text =
      "\(isPlural ? "Keys" : "Key") missing from projection (ie, SELECT). "
      + "See https://cnfl.io/2LV7ouS.\nThe query used to build `\(sink)` must include the "
      + "\(origin.rawValue)\(count > 1 ? "s" : "") \(list) in its projection (eg, SELECT "
      + "\(example)...)."
    if isSynthetic {
      text +=
        "\n\(first.texts[0]) was added as a synthetic key column because the join criteria did not "
        + "match any source column. This expression must be included in the projection and may be "
        + "aliased."
    }
    return SQLError.statement(text)
  }

  /// `A`, `A or B`, `A, B or C`.
  private static func joined(_ texts: [String], _ word: String) -> String {
    guard texts.count > 1 else { return texts.joined() }
    return texts.dropLast().joined(separator: ", ") + " \(word) " + texts[texts.count - 1]
  }
}
