// TOPK and TOPKDISTINCT: the k greatest values, greatest first. State: Int64 count, blob list; an
// item is the encoded sort value (never NULL), then the other columns as encoded, nullable values.
// Values of a fixed width without other columns have a leaner kernel, `RankedNumbers`.

import Values

extension AggregateFunction {
  private static let k = FunctionParameter("k", .type(.integer), "how many values to keep")

  static let topK = AggregateFunction(
    "TOPK", summary: "The k greatest values with their other columns; equal ones stay in order.",
    overloads: [SQLType.integer, .bigint, .double, .string].flatMap { type in
      [
        AggregateOverload.unary(
          .type(type), "the value to sort by", returns: AggregateOverload.listOfArgument,
          hasUndo: false, intermediate: { .array($0[0]) }, literals: [k],
          make: { (call: AggregateArguments) throws(FunctionError) in
            ranked(call, isDistinct: false)
          }),
        AggregateOverload(
          [
            FunctionParameter("sort_col", .type(type), "the value to sort by"),
            FunctionParameter("col0", .any, "a column to keep with it"),
            FunctionParameter("cols", .any, "further columns to keep with it"),
          ], variadic: 2, literals: [k],
          returns: { (types: [SQLType]) throws(FunctionError) -> SQLType in rankedRows(types) },
          hasUndo: false, intermediate: { rankedRows($0) },
          make: { (call: AggregateArguments) throws(FunctionError) in
            RankedValues(call, isDistinct: false)
          }),
      ]
    })

  static let topKDistinct = AggregateFunction(
    "TOPKDISTINCT", summary: "The k greatest distinct values.",
    overloads: [
      ParameterType.type(.integer), .type(.bigint), .type(.double), .type(.string), .decimal,
      .type(.date), .type(.time), .type(.timestamp), .type(.bytes),
    ].map { type in
      .unary(
        type, "the value to sort by", returns: AggregateOverload.listOfArgument, hasUndo: false,
        intermediate: { .array($0[0]) }, literals: [k],
        make: { (call: AggregateArguments) throws(FunctionError) in
          ranked(call, isDistinct: true)
        })
    })

  private static func ranked(
    _ call: AggregateArguments, isDistinct: Bool
  ) -> any AggregateKernel {
    let k = call.literals.first?.wholeNumber ?? 0
    return RankedNumbers(call.types[0], k: k, isDistinct: isDistinct)
      ?? RankedValues(call, isDistinct: isDistinct) as any AggregateKernel
  }

  @Sendable private static func rankedRows(_ types: [SQLType]) -> SQLType {
    let others = types.dropFirst().enumerated().map { StructField("col\($0.offset)", $0.element) }
    return .array(.struct([StructField("sort_col", types[0])] + others))
  }
}

struct RankedValues: RowAggregate {
  let fixedBytes = 24
  let hasBlob = true
  private let codecs: [ElementCodec]
  private let k: Int
  private let isDistinct: Bool

  init(_ call: AggregateArguments, isDistinct: Bool) {
    codecs = call.types.map { ElementCodec($0) }
    k = call.literals.first?.wholeNumber ?? 0
    self.isDistinct = isDistinct
  }

  struct Prepared {
    let columns: [Column]
    let scratch = ByteWriter()
  }

  func prepare(_ rows: AggregateRows) -> Prepared { Prepared(columns: rows.arguments) }

  func add(
    _ prepared: Prepared, row: Int, order: Int64, to state: UnsafeMutableRawPointer,
    arena: BlobArena
  ) -> String? {
    guard prepared.columns[0].isValid(row) else { return nil }
    let scratch = prepared.scratch
    scratch.removeAll()
    codecs[0].encodePresent(prepared.columns[0], row, into: scratch)
    for i in 1..<max(1, codecs.count) {
      codecs[i].encode(prepared.columns[i], row, into: scratch)
    }
    take(scratch.bytes, state, arena)
    return nil
  }

  /// Puts an item in front of the first smaller one and drops what is then beyond k.
  private func take(
    _ value: UnsafeRawBufferPointer, _ state: UnsafeMutableRawPointer, _ arena: BlobArena
  ) {
    let list = BlobList(blob: blob(state), arena: arena)
    let count = state.assumingMemoryBound(to: Int64.self)
    guard let sort = value.baseAddress else { return }
    var position = 0
    while let item = list.item(at: position), let kept = item.bytes.baseAddress {
      let order = codecs[0].compare(sort, kept)
      if order == 0 && isDistinct { return }
      if order > 0 { break }
      position = item.end
    }
    if position == Int(list.blob.pointee.count) && count.pointee >= k { return }
    list.insert(value, at: position)
    count.pointee += 1
    if count.pointee > k {
      while let item = list.item(at: position) {
        if item.end == Int(list.blob.pointee.count) {
          list.remove(item)
          break
        }
        position = item.end
      }
      count.pointee -= 1
    }
  }

  func appendResult(_ state: UnsafeMutableRawPointer, to results: ColumnBuilder) {
    let rows = results.children[0]
    let columns = codecs.count == 1 ? [rows] : rows.children
    var next = BlobList.item(blob(state).pointee, at: 0)
    while let item = next {
      var position = 0
      _ = codecs[0].decodePresent(item.bytes, at: &position, into: columns[0])
      for i in 1..<max(1, codecs.count) {
        _ = codecs[i].decode(item.bytes, at: &position, into: columns[i])
      }
      if codecs.count > 1 { rows.endRow() }
      next = BlobList.item(blob(state).pointee, at: item.end)
    }
    results.endRow()
  }

  func merge(
    _ other: UnsafeMutableRawPointer, into state: UnsafeMutableRawPointer, arena: BlobArena
  ) {
    let source = blob(other).pointee
    var next = BlobList.item(source, at: 0)
    while let item = next {
      take(item.bytes, state, arena)
      next = BlobList.item(source, at: item.end)
    }
  }
}
