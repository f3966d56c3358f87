// ATTR: the one value that a group has. State: blob tally of encoded values.

import Values

extension AggregateFunction {
  static let attr = AggregateFunction(
    "ATTR",
    summary: "The value of the group if all its rows have the same, NULL otherwise.",
    overloads: [
      .unary(
        .generic("T"), "the value", returns: AggregateOverload.sameAsArgument, hasUndo: true,
        intermediate: {
          .array(.struct([StructField("VALUE", $0[0]), StructField("COUNT", .integer)]))
        },
        make: { (call: AggregateArguments) throws(FunctionError) in CommonValue(call.types[0]) })
    ])
}

struct CommonValue: RowAggregate {
  let fixedBytes = 16
  let hasBlob = true
  private let codec: ElementCodec

  init(_ type: SQLType) { codec = ElementCodec(type) }

  func prepare(_ rows: AggregateRows) -> EncodedArgument {
    EncodedArgument(column: rows.arguments[0], codec: codec)
  }

  func add(
    _ argument: EncodedArgument, row: Int, order: Int64, to state: UnsafeMutableRawPointer,
    arena: BlobArena
  ) -> String? {
    take(argument.encoded(row), 1, BlobTally(blob: blob(state), arena: arena))
    return nil
  }

  private func take(_ value: UnsafeRawBufferPointer, _ number: Int64, _ tally: BlobTally) {
    if let item = tally.find(value) {
      item.number += number
    } else {
      tally.append(value, number: number)
    }
  }

  func remove(
    _ argument: EncodedArgument, row: Int, from state: UnsafeMutableRawPointer, arena: BlobArena
  ) -> String? {
    let tally = BlobTally(blob: blob(state), arena: arena)
    if let item = tally.find(argument.encoded(row)) {
      if item.number > 1 { item.number -= 1 } else { tally.remove(item) }
    }
    return nil
  }

  func appendResult(_ state: UnsafeMutableRawPointer, to results: ColumnBuilder) {
    let values = blob(state).pointee
    guard BlobTally.itemCount(values) == 1 else { return results.appendNull() }
    BlobTally.forEach(values) { item in
      var position = 0
      _ = codec.decode(item.bytes, at: &position, into: results)
    }
  }

  func merge(
    _ other: UnsafeMutableRawPointer, into state: UnsafeMutableRawPointer, arena: BlobArena
  ) {
    let tally = BlobTally(blob: blob(state), arena: arena)
    BlobTally.forEach(blob(other).pointee) { take($0.bytes, $0.number, tally) }
  }
}
