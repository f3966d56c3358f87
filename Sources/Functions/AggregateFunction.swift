// An aggregate is a declaration and a maker of kernels. A kernel keeps its state in a row of a
// state table: `fixedBytes` bytes, of which the last 16 are a `Blob` when `hasBlob` says so. The
// bytes are the state: they go to the changelog as they are.

package import Values

/// An aggregate function with its overloads.
package struct AggregateFunction: Sendable {
  package let name: String
  package let summary: String
  package let overloads: [AggregateOverload]

  package init(_ name: String, summary: String, overloads: [AggregateOverload]) {
    self.name = name
    self.summary = summary
    self.overloads = overloads
  }
}

/// One signature of an aggregate.
package struct AggregateOverload: Sendable {
  /// Parameters that are evaluated per row.
  package let parameters: [FunctionParameter]
  package let variadic: Int?
  /// Literal parameters, always last: `k` of TOPK, `ignoreNulls` …
  package let literals: [FunctionParameter]
  /// Whether the last literal may repeat (zero times or more).
  package let variadicLiteral: Bool
  package let returns: @Sendable ([SQLType]) throws(FunctionError) -> SQLType
  /// Whether `AggregateKernel.undo` works: only then a table may be the source.
  package let hasUndo: Bool
  /// Whether the intermediate state is a plain column of the result's kind (SUM) or a structure
  /// that DELIMITED cannot store (AVG, COLLECT_LIST): some statements are refused for it.
  package let intermediate: @Sendable ([SQLType]) -> SQLType
  package let make: @Sendable (AggregateArguments) throws(FunctionError) -> any AggregateKernel

  package init(
    _ parameters: [FunctionParameter], variadic: Int? = nil, literals: [FunctionParameter] = [],
    variadicLiteral: Bool = false,
    returns: @escaping @Sendable ([SQLType]) throws(FunctionError) -> SQLType,
    hasUndo: Bool, intermediate: @escaping @Sendable ([SQLType]) -> SQLType,
    make: @escaping @Sendable (AggregateArguments) throws(FunctionError) -> any AggregateKernel
  ) {
    self.parameters = parameters
    self.variadic = variadic
    self.literals = literals
    self.variadicLiteral = variadicLiteral
    self.returns = returns
    self.hasUndo = hasUndo
    self.intermediate = intermediate
    self.make = make
  }
}

/// What a kernel is made for.
package struct AggregateArguments: Sendable {
  /// Types of the per-row arguments.
  package let types: [SQLType]
  /// Values of the literal arguments.
  package let literals: [Value]
  package let resultType: SQLType
  package let properties: [String: String]

  package init(
    types: [SQLType], literals: [Value], resultType: SQLType, properties: [String: String]
  ) {
    self.types = types
    self.literals = literals
    self.resultType = resultType
    self.properties = properties
  }
}

/// The rows that a kernel takes in one call, in order: row `rows[i]` of the argument columns goes
/// into `states[i]`. Rows of one key may follow each other and then meet the same state.
package struct AggregateRows {
  package let count: Int
  package let rows: UnsafePointer<Int32>
  package let states: UnsafePointer<UnsafeMutableRawPointer>
  package let arguments: [Column]
  package let arena: BlobArena
  /// Rows that the operator processed before these: row i is number `order + i`. Decides which
  /// value is the newer one when sessions merge; leave it 0 where states are never merged.
  package let order: Int64

  package init(
    count: Int, rows: UnsafePointer<Int32>, states: UnsafePointer<UnsafeMutableRawPointer>,
    arguments: [Column], arena: BlobArena, order: Int64 = 0
  ) {
    self.count = count
    self.rows = rows
    self.states = states
    self.arguments = arguments
    self.arena = arena
    self.order = order
  }
}

/// The moving part of one aggregate call of a query. States are aligned to 8 bytes and all zero
/// before `initialize`.
package protocol AggregateKernel: Sendable {
  /// A multiple of 8; includes the blob.
  var fixedBytes: Int { get }
  /// The last 16 of the fixed bytes are a `Blob`.
  var hasBlob: Bool { get }

  func initialize(_ state: UnsafeMutableRawPointer, arena: BlobArena)

  /// Takes each row into its state. Errors end up in `errors` with the index i of the row; the
  /// state stays as it was.
  func update(_ rows: AggregateRows, errors: inout [RowError])

  /// As `update`, and after each row appends the result of its state to `results`.
  func updateAndEmit(_ rows: AggregateRows, into results: ColumnBuilder, errors: inout [RowError])

  /// Takes each row out of its state again; called only when the overload has undo.
  func undo(_ rows: AggregateRows, errors: inout [RowError])

  /// Appends the result of each state.
  func emit(
    _ states: UnsafePointer<UnsafeMutableRawPointer>, count: Int, into results: ColumnBuilder)

  /// Takes the state `other` of a later session into `state`.
  func merge(
    _ other: UnsafeMutableRawPointer, into state: UnsafeMutableRawPointer, arena: BlobArena)
}
