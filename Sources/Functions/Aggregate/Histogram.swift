// HISTOGRAM: how often each text came. State: blob tally of texts.

import Values

extension AggregateFunction {
  static let histogram = AggregateFunction(
    "HISTOGRAM", summary: "Counts how often each text came; at most 1000 different ones.",
    overloads: [
      .unary(
        .type(.string), "the text to count",
        returns: AggregateOverload.always(.map(key: .string, value: .bigint)), hasUndo: true,
        intermediate: { _ in .map(key: .string, value: .bigint) },
        make: { (_: AggregateArguments) throws(FunctionError) in TextHistogram() })
    ])
}

struct TextHistogram: RowAggregate {
  static let textsMax = 1_000
  let fixedBytes = 16
  let hasBlob = true

  func prepare(_ rows: AggregateRows) -> Column { rows.arguments[0] }

  func add(
    _ column: Column, row: Int, order: Int64, to state: UnsafeMutableRawPointer, arena: BlobArena
  ) -> String? {
    guard column.isValid(row) else { return nil }
    count(
      UnsafeRawBufferPointer(column.bytes(at: row)), 1, BlobTally(blob: blob(state), arena: arena))
    return nil
  }

  private func count(_ text: UnsafeRawBufferPointer, _ number: Int64, _ tally: BlobTally) {
    if let item = tally.find(text) {
      item.number += number
    } else if tally.itemCount < TextHistogram.textsMax {
      tally.append(text, number: number)
    }
  }

  func remove(
    _ column: Column, row: Int, from state: UnsafeMutableRawPointer, arena: BlobArena
  ) -> String? {
    guard column.isValid(row) else { return nil }
    let tally = BlobTally(blob: blob(state), arena: arena)
    if let item = tally.find(UnsafeRawBufferPointer(column.bytes(at: row))) {
      if item.number > 1 { item.number -= 1 } else { tally.remove(item) }
    }
    return nil
  }

  func appendResult(_ state: UnsafeMutableRawPointer, to results: ColumnBuilder) {
    BlobTally.forEach(blob(state).pointee) { item in
      results.children[0].append(item.bytes.assumingMemoryBound(to: UInt8.self))
      results.children[1].append(item.number)
    }
    results.endRow()
  }

  func merge(
    _ other: UnsafeMutableRawPointer, into state: UnsafeMutableRawPointer, arena: BlobArena
  ) {
    let tally = BlobTally(blob: blob(state), arena: arena)
    BlobTally.forEach(blob(other).pointee) { count($0.bytes, $0.number, tally) }
  }
}
