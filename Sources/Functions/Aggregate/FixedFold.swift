// Aggregates whose argument, state and result all have a fixed width: COUNT, SUM, AVG, MIN, MAX
// over numbers and times. What differs between them is a handful of pure functions, a `FixedFold`;
// the loops are the same and are compiled anew for each fold.

import Values

/// The arithmetic of one aggregate over fixed-width values.
///
/// `State` is the persistent form: trivial, a multiple of 8 bytes, aligned to at most 8.
protocol FixedFold: Sendable {
  associatedtype Input: BitwiseCopyable
  associatedtype State: BitwiseCopyable
  associatedtype Output: BitwiseCopyable

  static var start: State { get }
  static func add(_ state: inout State, _ value: Input)
  static func remove(_ state: inout State, _ value: Input)
  static func merge(_ state: inout State, _ other: State)
  static func result(_ state: State) -> Output
  /// False while the result is NULL.
  static func hasResult(_ state: State) -> Bool
}

extension FixedFold {
  @inline(__always) static func hasResult(_ state: State) -> Bool { true }
  @inline(__always) static func remove(_ state: inout State, _ value: Input) {}
}

/// The kernel of a fold. The closures are made where the fold's type is known, so that each holds
/// a loop compiled for that fold; a generic kernel behind `any AggregateKernel` would not be.
struct FoldKernel: AggregateKernel {
  typealias Take = @Sendable (AggregateRows) -> Void

  let fixedBytes: Int
  let hasBlob = false
  private let start: @Sendable (UnsafeMutableRawPointer) -> Void
  private let add: Take
  private let addAndEmit: @Sendable (AggregateRows, ColumnBuilder) -> Void
  private let remove: Take
  private let results:
    @Sendable (UnsafePointer<UnsafeMutableRawPointer>, Int, ColumnBuilder) -> Void
  private let join: @Sendable (UnsafeMutableRawPointer, UnsafeMutableRawPointer) -> Void

  @inline(__always)
  init<Fold: FixedFold>(_ fold: Fold.Type) {
    fixedBytes = MemoryLayout<Fold.State>.stride
    start = { $0.assumingMemoryBound(to: Fold.State.self).pointee = Fold.start }
    add = { foldRows(fold, $0) }
    addAndEmit = { foldAndEmit(fold, $0, $1) }
    remove = { unfoldRows(fold, $0) }
    results = { foldResults(fold, $0, $1, $2) }
    join = {
      Fold.merge(
        &$1.assumingMemoryBound(to: Fold.State.self).pointee,
        $0.assumingMemoryBound(to: Fold.State.self).pointee)
    }
  }

  func initialize(_ state: UnsafeMutableRawPointer, arena: BlobArena) { start(state) }

  func update(_ rows: AggregateRows, errors: inout [RowError]) { add(rows) }

  func updateAndEmit(_ rows: AggregateRows, into results: ColumnBuilder, errors: inout [RowError]) {
    addAndEmit(rows, results)
  }

  func undo(_ rows: AggregateRows, errors: inout [RowError]) { remove(rows) }

  func emit(
    _ states: UnsafePointer<UnsafeMutableRawPointer>, count: Int, into results: ColumnBuilder
  ) {
    self.results(states, count, results)
  }

  func merge(
    _ other: UnsafeMutableRawPointer, into state: UnsafeMutableRawPointer, arena: BlobArena
  ) {
    join(other, state)
  }
}
