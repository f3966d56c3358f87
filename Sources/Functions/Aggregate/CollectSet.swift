// COLLECT_SET: the distinct values in the order of their first arrival. State: blob tally of
// encoded values.

import Values

extension AggregateFunction {
  static let collectSet = AggregateFunction(
    "COLLECT_SET", summary: "Gathers the distinct values, a NULL included, by first arrival.",
    overloads: [
      .unary(
        .generic("T"), "the value to gather", returns: AggregateOverload.listOfArgument,
        hasUndo: false, intermediate: { .array($0[0]) },
        make: { (call: AggregateArguments) throws(FunctionError) in
          CollectedSet(call.types[0], limit: call.limit(of: "collect_set"))
        })
    ])
}

struct CollectedSet: RowAggregate {
  let fixedBytes = 16
  let hasBlob = true
  private let codec: ElementCodec
  private let limit: Int

  init(_ type: SQLType, limit: Int) {
    codec = ElementCodec(type)
    self.limit = limit
  }

  func prepare(_ rows: AggregateRows) -> EncodedArgument {
    EncodedArgument(column: rows.arguments[0], codec: codec)
  }

  func add(
    _ argument: EncodedArgument, row: Int, order: Int64, to state: UnsafeMutableRawPointer,
    arena: BlobArena
  ) -> String? {
    take(argument.encoded(row), BlobTally(blob: blob(state), arena: arena))
    return nil
  }

  private func take(_ value: UnsafeRawBufferPointer, _ tally: BlobTally) {
    if tally.itemCount < limit, tally.find(value) == nil { tally.append(value, number: 1) }
  }

  func appendResult(_ state: UnsafeMutableRawPointer, to results: ColumnBuilder) {
    BlobTally.forEach(blob(state).pointee) { item in
      var position = 0
      _ = codec.decode(item.bytes, at: &position, into: results.children[0])
    }
    results.endRow()
  }

  func merge(
    _ other: UnsafeMutableRawPointer, into state: UnsafeMutableRawPointer, arena: BlobArena
  ) {
    let tally = BlobTally(blob: blob(state), arena: arena)
    BlobTally.forEach(blob(other).pointee) { take($0.bytes, tally) }
  }
}
