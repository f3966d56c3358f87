// COLLECT_LIST: the values in the order of their arrival. State: Int64 count, blob list of encoded
// values.

import Values

extension AggregateFunction {
  static let collectList = AggregateFunction(
    "COLLECT_LIST", summary: "Gathers the values, NULLs included, in the order of arrival.",
    overloads: [
      .unary(
        .generic("T"), "the value to gather", returns: AggregateOverload.listOfArgument,
        hasUndo: true, intermediate: { .array($0[0]) },
        make: { (call: AggregateArguments) throws(FunctionError) in
          CollectedList(call.types[0], limit: call.limit(of: "collect_list"))
        })
    ])
}

extension AggregateArguments {
  /// `ksql.functions.<name>.limit`: the most values to gather; none or negative = no limit.
  func limit(of name: String) -> Int {
    let text =
      properties["ksql.functions.\(name).limit"] ?? properties["ksql.functions._global_.limit"]
    guard let limit = text.flatMap({ Int($0) }), limit >= 0 else { return .max }
    return limit
  }
}

struct CollectedList: RowAggregate {
  let fixedBytes = 24
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
    let count = state.assumingMemoryBound(to: Int64.self)
    guard count.pointee < limit else { return nil }
    BlobList(blob: blob(state), arena: arena).append(argument.encoded(row))
    count.pointee += 1
    return nil
  }

  func remove(
    _ argument: EncodedArgument, row: Int, from state: UnsafeMutableRawPointer, arena: BlobArena
  ) -> String? {
    let list = BlobList(blob: blob(state), arena: arena)
    let value = argument.encoded(row)
    var last: BlobList.Item?
    var next = list.item(at: 0)
    while let item = next {
      if item.bytes.holdsSameBytes(as: value) { last = item }
      next = list.item(at: item.end)
    }
    if let last {
      list.remove(last)
      state.assumingMemoryBound(to: Int64.self).pointee -= 1
    }
    return nil
  }

  func appendResult(_ state: UnsafeMutableRawPointer, to results: ColumnBuilder) {
    codec.appendItems(of: blob(state).pointee, to: results)
  }

  func merge(
    _ other: UnsafeMutableRawPointer, into state: UnsafeMutableRawPointer, arena: BlobArena
  ) {
    let count = state.assumingMemoryBound(to: Int64.self)
    let list = BlobList(blob: blob(state), arena: arena)
    let source = blob(other).pointee
    var next = BlobList.item(source, at: 0)
    while let item = next, count.pointee < limit {
      list.append(item.bytes)
      count.pointee += 1
      next = BlobList.item(source, at: item.end)
    }
  }
}

extension ElementCodec {
  /// Appends an ARRAY row with the values of a blob list whose items begin with `skipping` bytes
  /// that are no value. Safe to ignore `decode`'s answer: a kernel reads only what it wrote.
  func appendItems(of blob: Blob, skipping: Int = 0, to results: ColumnBuilder) {
    var next = BlobList.item(blob, at: 0)
    while let item = next {
      var position = skipping
      _ = decode(item.bytes, at: &position, into: results.children[0])
      next = BlobList.item(blob, at: item.end)
    }
    results.endRow()
  }
}
