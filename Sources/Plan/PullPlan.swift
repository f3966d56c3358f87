// A pull query: where its rows are, which of them are looked at, and what is made of them.

package import Values

/// A column of a result, in the order of the select list.
package struct ResultColumn: Hashable, Sendable, Codable {
  package let name: String
  package let type: SQLType
  /// The position in the schema of the plan's root.
  package let position: Int
  /// The column is part of the result's key.
  package let isKey: Bool

  package init(name: String, type: SQLType, position: Int, isKey: Bool) {
    self.name = name
    self.type = type
    self.position = position
    self.isKey = isKey
  }
}

/// A bound of a range.
package struct RangeBound: Hashable, Sendable, Codable {
  package let value: Value
  package let isInclusive: Bool

  package init(_ value: Value, isInclusive: Bool) {
    self.value = value
    self.isInclusive = isInclusive
  }
}

/// A range of values; a missing bound is open.
package struct ValueRange: Hashable, Sendable, Codable {
  package var lower: RangeBound?
  package var upper: RangeBound?

  package init(lower: RangeBound? = nil, upper: RangeBound? = nil) {
    self.lower = lower
    self.upper = upper
  }

  package var isUnbounded: Bool { lower == nil && upper == nil }
}

/// Which keys of a store are read, and which windows of each.
package struct KeySelection: Hashable, Sendable, Codable {
  package enum Keys: Hashable, Sendable, Codable {
    case all
    /// One expression per key column, without columns, of the column's type: evaluated once.
    case key([Expression])
    /// Of a single STRING or BYTES key.
    case range(ValueRange)
  }

  package let keys: Keys
  /// Milliseconds.
  package let windowStart: ValueRange
  package let windowEnd: ValueRange

  package init(keys: Keys, windowStart: ValueRange, windowEnd: ValueRange) {
    self.keys = keys
    self.windowStart = windowStart
    self.windowEnd = windowEnd
  }
}

/// A pull query on a materialized table. The rows of the store, taken through the steps above it in
/// the query that owns it, have the source's columns, keys first: `predicate` and `projection` are
/// over these. A row that several selections name is given once.
package struct PullPlan: Hashable, Sendable, Codable {
  package enum Scan: Hashable, Sendable, Codable {
    case table(queryID: String, store: StoreChoice, selections: [KeySelection])
    /// A stream from its beginning to its end at the start of the query: the plan gives the
    /// result's columns, `predicate` and `projection` are part of it.
    case stream(PhysicalPlan)
  }

  /// Name in the catalog.
  package let source: String
  package let scan: Scan
  /// What the rows look like before predicate and projection.
  package let input: Edge
  package let predicate: Expression?
  /// One for each column of the result, in order; empty for streams.
  package let projection: [Expression]
  package let columns: [ResultColumn]
  package let limit: Int?

  package init(
    source: String, scan: Scan, input: Edge, predicate: Expression?, projection: [Expression],
    columns: [ResultColumn], limit: Int?
  ) {
    self.source = source
    self.scan = scan
    self.input = input
    self.predicate = predicate
    self.projection = projection
    self.columns = columns
    self.limit = limit
  }
}
