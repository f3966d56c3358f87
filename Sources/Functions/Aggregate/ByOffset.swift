// LATEST_BY_OFFSET and EARLIEST_BY_OFFSET: the newest or oldest value, or the n of them, in the
// order in which rows were processed.

import Values

extension AggregateFunction {
  static let latestByOffset = AggregateFunction(
    "LATEST_BY_OFFSET", summary: "The newest value, or the n newest ones from old to new.",
    overloads: OffsetEnd.overloads(.latest))

  static let earliestByOffset = AggregateFunction(
    "EARLIEST_BY_OFFSET", summary: "The oldest value, or the n oldest ones from old to new.",
    overloads: OffsetEnd.overloads(.earliest))
}

/// Which end of the order of processing is kept.
enum OffsetEnd: Sendable {
  case latest, earliest

  static func overloads(_ end: OffsetEnd) -> [AggregateOverload] {
    let ignoreNulls = FunctionParameter(
      "ignoreNulls", .type(.boolean), "whether rows with NULL are passed over (default true)")
    let n = FunctionParameter("n", .type(.integer), "how many values to keep")
    let single: [[FunctionParameter]] = [[], [ignoreNulls]]
    let several: [[FunctionParameter]] = [[n], [n, ignoreNulls]]
    return single.map { literals in
      .unary(
        .generic("T"), "the value", returns: AggregateOverload.sameAsArgument, hasUndo: false,
        intermediate: { .struct([StructField("SEQ", .bigint), StructField("VAL", $0[0])]) },
        literals: literals,
        make: { (call: AggregateArguments) throws(FunctionError) in
          ValueByOffset(call.types[0], end, ignoreNulls: call.ignoreNulls)
        })
    }
      + several.map { literals in
        .unary(
          .generic("T"), "the value", returns: AggregateOverload.listOfArgument, hasUndo: false,
          intermediate: {
            .array(.struct([StructField("SEQ", .bigint), StructField("VAL", $0[0])]))
          }, literals: literals,
          make: { (call: AggregateArguments) throws(FunctionError) in
            let n = call.literals.first?.wholeNumber ?? 0
            guard n > 0 else {
              throw FunctionError("\(end == .latest ? "latest" : "earliest")N must be 1 or greater")
            }
            return ValuesByOffset(call.types[0], end, count: n, ignoreNulls: call.ignoreNulls)
          })
      }
  }
}

extension AggregateArguments {
  /// The literal `ignoreNulls`, true when it is not given.
  var ignoreNulls: Bool {
    for case .boolean(let value) in literals { return value }
    return true
  }
}

/// The newest or oldest value.
///
///   0   Int64: order of processing × 4, + 2 when the value is NULL, + 1 when there is a value
///   8   fixed-width types: the value, padded with 0 to 8 or 16 bytes
///   8   other types: blob with the encoded value
struct ValueByOffset: RowAggregate {
  let fixedBytes: Int
  let hasBlob: Bool
  private let codec: ElementCodec
  private let width: Int
  private let end: OffsetEnd
  private let ignoreNulls: Bool

  init(_ type: SQLType, _ end: OffsetEnd, ignoreNulls: Bool) {
    codec = ElementCodec(type)
    width = type.fixedWidth ?? 0
    hasBlob = width == 0
    fixedBytes = hasBlob ? 24 : 8 + (width + 7) / 8 * 8
    self.end = end
    self.ignoreNulls = ignoreNulls
  }

  struct Prepared {
    let column: Column
    let words: UnsafeMutablePointer<UInt64>?
    let values: UnsafeMutableRawPointer
    let scratch = ByteWriter()
  }

  func prepare(_ rows: AggregateRows) -> Prepared {
    let column = rows.arguments[0]
    return Prepared(
      column: column, words: column.validity?.words, values: column.values.base)
  }

  @inline(__always)
  func add(
    _ argument: Prepared, row: Int, order: Int64, to state: UnsafeMutableRawPointer,
    arena: BlobArena
  ) -> String? {
    let valid = argument.words.map { $0[row >> 6] & (1 << UInt64(row & 63)) != 0 } ?? true
    if !valid && ignoreNulls { return nil }
    let head = state.assumingMemoryBound(to: Int64.self)
    if end == .earliest && head.pointee & 1 != 0 { return nil }
    head.pointee = order << 2 | (valid ? 1 : 3)
    let value = state + 8
    switch width {
    case 1: value.storeBytes(of: valid ? load(UInt8.self, argument, row) : 0, as: UInt8.self)
    case 4: value.storeBytes(of: valid ? load(Int32.self, argument, row) : 0, as: Int32.self)
    case 8: value.storeBytes(of: valid ? load(Int64.self, argument, row) : 0, as: Int64.self)
    case 16:
      let wide = WideNumber(valid ? load(Int128.self, argument, row) : 0)
      value.storeBytes(of: wide, as: WideNumber.self)
    default: assign(argument, row, valid, state, arena)
    }
    return nil
  }

  @inline(__always)
  private func load<T: BitwiseCopyable>(_ type: T.Type, _ argument: Prepared, _ row: Int) -> T {
    argument.values.assumingMemoryBound(to: type)[row]
  }

  private func assign(
    _ argument: Prepared, _ row: Int, _ valid: Bool, _ state: UnsafeMutableRawPointer,
    _ arena: BlobArena
  ) {
    argument.scratch.removeAll()
    if valid { codec.encodePresent(argument.column, row, into: argument.scratch) }
    arena.assign(blob(state), argument.scratch.bytes)
  }

  func updateAndEmit(_ rows: AggregateRows, into results: ColumnBuilder, errors: inout [RowError]) {
    let prepared = prepare(rows)
    guard !hasBlob else {
      for i in 0..<rows.count {
        _ = add(
          prepared, row: Int(rows.rows[i]), order: rows.order + Int64(i), to: rows.states[i],
          arena: rows.arena)
        appendResult(rows.states[i], to: results)
      }
      return
    }
    let first = results.count
    let out = results.reserveValues(rows.count)
    var absent: [Int] = []
    for i in 0..<rows.count {
      let state = rows.states[i]
      _ = add(
        prepared, row: Int(rows.rows[i]), order: rows.order + Int64(i), to: state,
        arena: rows.arena)
      copyValue(of: state, to: out, i)
      if state.load(as: Int64.self) & 3 != 1 { absent.append(first + i) }
    }
    results.advance(by: rows.count)
    for row in absent { results.setNull(row) }
  }

  @inline(__always)
  private func copyValue(
    of state: UnsafeMutableRawPointer, to out: UnsafeMutableRawPointer, _ i: Int
  ) {
    let value = state + 8
    switch width {
    case 1: out.storeBytes(of: value.load(as: UInt8.self), toByteOffset: i, as: UInt8.self)
    case 4: out.assumingMemoryBound(to: Int32.self)[i] = value.load(as: Int32.self)
    case 8: out.assumingMemoryBound(to: Int64.self)[i] = value.load(as: Int64.self)
    default: (out + i * width).copyMemory(from: value, byteCount: width)
    }
  }

  func appendResult(_ state: UnsafeMutableRawPointer, to results: ColumnBuilder) {
    guard state.load(as: Int64.self) & 3 == 1 else { return results.appendNull() }
    if hasBlob {
      var position = 0
      _ = codec.decodePresent(blob(state).pointee.bytes, at: &position, into: results)
    } else {
      results.reserveValues(1).copyMemory(from: state + 8, byteCount: width)
      results.advance(by: 1)
    }
  }

  /// Which value stays is decided by the order of processing; when that is equal or not known, the
  /// later session's value is the newer one.
  func merge(
    _ other: UnsafeMutableRawPointer, into state: UnsafeMutableRawPointer, arena: BlobArena
  ) {
    let (mine, theirs) = (state.load(as: Int64.self), other.load(as: Int64.self))
    guard theirs & 1 != 0 else { return }
    let takes = end == .latest ? theirs >> 2 >= mine >> 2 : theirs >> 2 < mine >> 2
    guard mine & 1 == 0 || takes else { return }
    state.storeBytes(of: theirs, as: Int64.self)
    if hasBlob {
      arena.assign(blob(state), blob(other).pointee.bytes)
    } else {
      (state + 8).copyMemory(from: other + 8, byteCount: width)
    }
  }
}
