// The select list: stars become items, items get names and types.

import Plan
import SQLSyntax
import Values

extension QueryAnalyzer {
  mutating func bindSelect() throws(SQLError) {
    var binder = binder(.select)
    if query.groupBy != nil || hasAggregates {
      binder.aggregates = []
    } else if purpose != .pull {
      binder.tableFunctions = []
    }
    for item in query.items {
      switch item.kind {
      case .expression(let e, let alias): try bindItem(e, alias, item.span, &binder)
      case .allColumns(let qualifier): try expandStar(qualifier, item.span)
      case .allFields(let base): try expandFields(base, item.span, &binder)
      }
    }
    result.aggregates = binder.aggregates ?? []
    result.tableFunctions = binder.tableFunctions ?? []
    if !result.tableFunctions.isEmpty && result.inputIsTable {
      throw SQLError.statement("Table source is not supported with table functions")
    }
  }

  private var hasAggregates: Bool {
    func isAggregate(_ e: Written) -> Bool {
      guard case .call(let call) = e.kind else { return false }
      return ExpressionBinder.isAggregate(call.name)
    }
    let inItems = query.items.contains { item in
      guard case .expression(let e, _) = item.kind else { return false }
      return e.contains(where: isAggregate)
    }
    return inItems || query.having?.contains(where: isAggregate) ?? false
  }

  private mutating func bindItem(
    _ e: Written, _ alias: Identifier?, _ span: SourceSpan, _ binder: inout ExpressionBinder
  ) throws(SQLError) {
    if ExpressionBinder.isNull(e) {
      throw SQLError.statement(
        "Can't infer a type of null. Please explicitly cast it to a required type, e.g. "
          + "CAST(null AS VARCHAR).", at: e.span, code: .typeMismatch)
    }
    let bound = try Self.bind(e, &binder)
    let name = alias?.name ?? itemName(e, bound)
    if purpose.isPersistent, alias == nil, Scope.reserved.contains(name) {
      throw SQLError.statement(
        "Reserved column name in select: `\(name)`. Please remove or alias the column.", at: span,
        code: .invalidName)
    }
    result.items.append(
      ResultItem(expression: bound, name: name, span: span, text: binder.text(e)))
  }

  private mutating func itemName(_ e: Written, _ bound: Expression) -> String {
    switch (e.kind, bound) {
    case (.column(let reference), .column(let id, _, _)) where id < result.scope.columns.count:
      result.scope.isJoin && result.scope.sourceCount(of: reference.name.name) > 1
        ? result.scope.joinedName(id) : reference.name.name
    case (.column(let reference), _): reference.name.name
    case (.field(_, let name), _): names.next(field: name.name)
    default: names.next()
    }
  }

  private mutating func expandFields(
    _ base: Written, _ span: SourceSpan, _ binder: inout ExpressionBinder
  ) throws(SQLError) {
    let bound = try Self.bind(base, &binder)
    guard case .struct(let fields) = bound.type else {
      throw SQLError.statement(
        "Cannot select all fields of \(binder.text(base)): its type is \(bound.type), not STRUCT.",
        at: base.span, code: .typeMismatch)
    }
    for (position, field) in fields.enumerated() {
      result.items.append(
        ResultItem(
          expression: .field(bound, position: position, name: field.name, type: field.type),
          name: names.next(field: field.name), span: span,
          text: "\(binder.text(base))->\(IdentifierText.quotedIfNeeded(field.name))"))
    }
  }

  // MARK: - Stars

  private mutating func expandStar(
    _ qualifier: Identifier?, _ span: SourceSpan
  ) throws(SQLError) {
    let scope = result.scope
    var sources = Array(scope.sources.indices)
    if let qualifier {
      do {
        sources = [try scope.source(qualifier)]
      } catch {
        throw error.error(in: .select)
      }
    } else if let key = result.syntheticKey {
      add(key, span)
    }
    if qualifier == nil || !scope.isJoin { addPartitionKeys(span) }
    let keys = result.partitionBy ?? []
    for source in sources {
      for id in starColumns(of: source) where !keys.contains(scope.column(id)) { add(id, span) }
    }
  }

  /// Keys that PARTITION BY computes come before the source's columns.
  private mutating func addPartitionKeys(_ span: SourceSpan) {
    for (index, e) in (result.partitionBy ?? []).enumerated() {
      if case .column(let id, _, _) = e {
        add(id, span)
        continue
      }
      result.items.append(
        ResultItem(
          expression: e, name: keyName(e), span: span, text: result.partitionByTexts[index]))
    }
  }

  /// Keys, window bounds (not in persistent queries), values, headers.
  private func starColumns(of source: Int) -> [Int] {
    let (columns, source) = (result.scope.columns, result.scope.sources[source])
    let keyCount = source.definition.schema.key.count
    let declared = source.columns.filter {
      switch columns[$0].role {
      case .declared, .system(.headers), .system(.header): true
      default: false
      }
    }
    let bounds = source.columns.filter {
      columns[$0].role == .windowStart || columns[$0].role == .windowEnd
    }
    let (keys, values) = (declared.prefix(keyCount), declared.dropFirst(keyCount))
    if result.partitionBy != nil {
      // Re-keying takes the old keys behind the values; above a join the pseudo columns show.
      let pseudo = source.columns.filter { Scope.pseudoColumns.contains(columns[$0].name) }
      return values + (result.scope.isJoin ? pseudo : []) + keys
    }
    return keys + (purpose.isPersistent ? [] : bounds) + values
  }

  private mutating func add(_ id: Int, _ span: SourceSpan) {
    let scope = result.scope
    result.items.append(
      ResultItem(
        expression: scope.column(id),
        name: scope.isJoin ? scope.joinedName(id) : scope.columns[id].name, span: span,
        text: scope.columns[id].name))
  }
}
