// The encoding of plans: what goes in comes out, and bytes that are no plan give errors.

import Foundation
import Plan
import Testing
import Values

@Suite("Encoded plans")
struct PlanCodecTests {
  private static let schema = Schema(
    key: [ColumnSchema("K", .string)], value: [ColumnSchema("V", .decimal(precision: 9, scale: 2))])
  private static let json = FormatChoice("JSON", delimiter: "|", wrapsSingle: true)
  private static let store = StoreChoice("Store")

  private static func source(_ window: WindowKind? = nil) -> PlanNode {
    .source(
      SourceNode(
        name: "S", topic: "s", isTable: true, keyFormat: json, valueFormat: FormatChoice("KAFKA"),
        keyColumns: schema.key, valueColumns: schema.value, reads: [0, 1],
        systemColumns: [.rowPartition, .rowOffset, .headers, .header("h")],
        timestamp: TimestampColumn(position: 1, format: "yyyy", failsOnInvalid: true),
        window: window, store: store,
        output: Edge(schema: schema, isTable: true, hasOldValues: true, window: window)))
  }

  private static let expressions: [Plan.Expression] = {
    let column = Plan.Expression.column(position: 0, name: "K", type: .string)
    let one = Plan.Expression.literal(.integer(1), .integer)
    let nested = SQLType.map(
      key: .string, value: .array(.struct([StructField("a", .double), StructField("b", .time)])))
    let parameter = LambdaExpression.Parameter(id: 3, name: "x", type: nested)
    return [
      column, .rowTime, .windowStart, .windowEnd, .lambdaParameter(id: 3, name: "x", type: nested),
      .literal(.null, .bytes), .literal(.boolean(true), .boolean), .literal(.bigint(.min), .bigint),
      .literal(.double(-0.0), .double), .literal(.string("é'"), .string),
      .literal(.bytes([0, 255]), .bytes), .literal(.date(-1), .date), .literal(.time(5), .time),
      .literal(.timestamp(7), .timestamp),
      .literal(
        .decimal(Decimal(unscaled: -(Int128(1) << 100), scale: 5)),
        .decimal(precision: 38, scale: 5)),
      .literal(
        .map([MapEntry(.string("k"), .array([.struct([.double(1.5), .null])]))]), nested),
      .arithmetic(.modulo, one, one, .integer), .negate(one),
      .comparison(.isNotDistinctFrom, one, one),
      .and(.isNull(column), .or(.isNotNull(column), .not(.inList(one, [one])))),
      .like(column, pattern: column, escape: "!"),
      .searchedCase(
        [CaseBranch(condition: .isNull(one), result: one)], otherwise: nil, type: .integer),
      .cast(one, .decimal(precision: 3, scale: 1)),
      .field(column, position: 1, name: "f", type: .date),
      .element(column, index: one, type: .integer), .array([one], .array(.integer)),
      .map([MapExpressionEntry(key: column, value: one)], .map(key: .string, value: .integer)),
      .structure([one], .struct([StructField("q", .integer)])),
      .call(
        FunctionCall(
          name: "TRANSFORM", overload: 2, arguments: [column],
          lambdas: [LambdaExpression(parameters: [parameter], body: one)], type: nested)),
    ]
  }()

  private static let nodes: [PlanNode] = {
    let input = source()
    let edge = input.output
    let call = AggregateCall(
      name: "TOPK", overload: 1, arguments: expressions, literals: [.integer(3)], type: .bigint)
    func window(_ shape: WindowChoice.Shape) -> WindowChoice {
      WindowChoice(shape: shape, grace: 5, retention: 9)
    }
    let table = FunctionCall(name: "EXPLODE", overload: 0, arguments: expressions, type: .string)
    return [
      input, source(.session), source(.tumbling(size: 5)), source(.hopping(size: 5, advance: 2)),
      .filter(FilterNode(input: input, predicate: .isNull(.rowTime), clause: "WHERE")),
      .project(
        ProjectNode(input: input, expressions: expressions, nullKeys: .drop, output: edge)),
      .flatMap(FlatMapNode(input: input, functions: [table], output: edge)),
      .repartition(RepartitionNode(input: input, name: "Join-left", keyFormat: json)),
      .aggregate(
        AggregateNode(
          input: input, window: window(.hopping(size: 4, advance: 2)), calls: [call],
          emitsFinal: true, store: store, output: edge)),
      .aggregate(
        AggregateNode(
          input: input, window: window(.session(gap: 4)), calls: [], emitsFinal: false,
          store: store, output: edge)),
      .aggregate(
        AggregateNode(
          input: input, window: window(.tumbling(size: 4)), calls: [], emitsFinal: false,
          store: store, output: edge)),
      .streamTableJoin(
        StreamTableJoinNode(left: input, right: input, kind: .left, store: store, output: edge)),
      .streamStreamJoin(
        StreamStreamJoinNode(
          left: input, right: input, kind: .full, before: 1, after: 2, grace: nil, leftStore: store,
          rightStore: store, output: edge)),
      .tableTableJoin(
        TableTableJoinNode(
          left: input, right: input, kind: .right, leftStore: store, rightStore: store,
          output: edge)),
      .foreignKeyJoin(
        ForeignKeyJoinNode(
          left: input, right: input, foreignKey: .rowTime, kind: .inner, leftStore: store,
          rightStore: store, output: edge)),
      .materialize(MaterializeNode(input: input, store: store, output: edge)),
      .limit(LimitNode(input: input, count: 3)),
    ]
  }()

  private static func plan(_ node: PlanNode) -> PhysicalPlan {
    PhysicalPlan(
      queryID: "CSAS_X_0", root: node,
      sink: SinkChoice(
        name: "X", topic: "x", keyFormat: json, valueFormat: json,
        timestamp: TimestampColumn(position: 0)),
      materialization: Materialization(store: store), properties: ["a": "b"])
  }

  @Test("every kind of node survives", arguments: nodes)
  func roundTrip(_ node: PlanNode) throws {
    let plan = Self.plan(node)
    let bytes = try PlanCodec.encode(plan)
    #expect(try PlanCodec.decode(PhysicalPlan.self, from: bytes) == plan)
  }

  @Test("every kind of expression survives", arguments: expressions)
  func expressionRoundTrip(_ e: Plan.Expression) throws {
    let bytes = try PlanCodec.encode(e)
    #expect(try PlanCodec.decode(Plan.Expression.self, from: bytes) == e)
  }

  @Test("what version 1 has written stays readable")
  func compatibility() throws {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("plans/encoded_v1.hex")
    if ProcessInfo.processInfo.environment["MILLRACE_UPDATE"] == "1" {
      let lines = try Self.nodes.map { node in
        try PlanCodec.encode(Self.plan(node)).map { String(format: "%02x", $0) }.joined()
      }
      try (lines.joined(separator: "\n") + "\n").write(to: url, atomically: true, encoding: .utf8)
    }
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == Self.nodes.count)
    for (line, node) in zip(lines, Self.nodes) {
      let digits = Array(line.utf8)
      let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
        UInt8(String(decoding: digits[$0...($0 + 1)], as: UTF8.self), radix: 16)
      }
      #expect(try PlanCodec.decode(PhysicalPlan.self, from: bytes) == Self.plan(node))
    }
  }

  @Test("bytes cut at any place give an error")
  func truncated() throws {
    let bytes = try PlanCodec.encode(Self.nodes[4])
    for count in 0..<bytes.count {
      #expect(throws: PlanCodecError.self) {
        try PlanCodec.decode(PlanNode.self, from: Array(bytes[..<count]))
      }
    }
  }

  @Test("a changed byte gives an error or another plan, never a trap")
  func mutated() throws {
    let bytes = try PlanCodec.encode(Self.nodes[4])
    var refused = 0
    for position in bytes.indices {
      for value in [0, 0x7F, 0xFF] as [UInt8] {
        var other = bytes
        other[position] = value
        do {
          _ = try PlanCodec.decode(PlanNode.self, from: other)
        } catch {
          refused += 1
        }
      }
    }
    #expect(refused > bytes.count)
  }

  @Test("another version is refused by number")
  func otherVersion() throws {
    var bytes = try PlanCodec.encode(Self.store)
    bytes[4] = 9
    let error = #expect(throws: PlanCodecError.self) {
      try PlanCodec.decode(StoreChoice.self, from: bytes)
    }
    #expect(error?.reason.contains("version 9") == true)
  }

  private struct Old: Codable { let a: Int }
  private struct New: Codable, Equatable {
    let a: Int
    var added: String?
  }

  @Test("an optional field that came later reads old bytes, and old readers skip it")
  func addedField() throws {
    let old = try PlanCodec.encode(Old(a: 5))
    #expect(try PlanCodec.decode(New.self, from: old) == New(a: 5, added: nil))
    let new = try PlanCodec.encode(New(a: 6, added: "x"))
    #expect(try PlanCodec.decode(Old.self, from: new).a == 6)
  }

  @Test("nesting beyond the limit is refused on both ways")
  func depth() throws {
    var e = Plan.Expression.literal(.boolean(true), .boolean)
    for _ in 0..<300 { e = .not(e) }
    #expect(try PlanCodec.decode(Plan.Expression.self, from: PlanCodec.encode(e)) == e)
    for _ in 0..<1_500 { e = .not(e) }
    let deep = e
    #expect(throws: PlanCodecError.self) { try PlanCodec.encode(deep) }
    let lists: [UInt8] =
      Array("MRPL".utf8) + [1, 0] + Array(repeating: [7, 1], count: 5_000).flatMap { $0 }
    #expect(throws: PlanCodecError.self) { try PlanCodec.decode([Int].self, from: lists + [0]) }
  }
}
