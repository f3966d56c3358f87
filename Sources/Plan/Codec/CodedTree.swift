// The tree between values and bytes.

/// A value as named parts.
indirect enum CodedTree: Equatable {
  case null
  case boolean(Bool)
  case integer(Int64)
  /// Beyond 64 signed bits.
  case wide(Int128)
  case double(Double)
  case string(String)
  case list([CodedTree])
  case object([(name: String, value: CodedTree)])

  private enum Tag: UInt8 {
    case null, no, yes, integer, wide, double, string, list, object
  }

  static func == (a: CodedTree, b: CodedTree) -> Bool {
    switch (a, b) {
    case (.null, .null): true
    case (.boolean(let x), .boolean(let y)): x == y
    case (.integer(let x), .integer(let y)): x == y
    case (.wide(let x), .wide(let y)): x == y
    case (.double(let x), .double(let y)): x.bitPattern == y.bitPattern
    case (.string(let x), .string(let y)): x == y
    case (.list(let x), .list(let y)): x == y
    case (.object(let x), .object(let y)):
      x.count == y.count && zip(x, y).allSatisfy { $0.name == $1.name && $0.value == $1.value }
    default: false
    }
  }

  // MARK: - Writing

  static func bytes(of tree: CodedTree) throws(PlanCodecError) -> [UInt8] {
    var names: [String: Int] = [:]
    var order: [String] = []
    var body = Output()
    try write(tree, &body, &names, &order, depth: 0)
    var head = Output()
    head.bytes = PlanCodec.magic + [PlanCodec.version]
    head.count(order.count)
    for name in order { head.text(name) }
    return head.bytes + body.bytes
  }

  private struct Output {
    var bytes: [UInt8] = []

    mutating func count(_ value: Int) { unsigned(UInt128(value)) }

    mutating func unsigned(_ value: UInt128) {
      var rest = value
      while rest >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
      }
      bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func signed(_ value: Int128) {
      let shifted = UInt128(bitPattern: value) << 1
      unsigned(value < 0 ? ~shifted : shifted)
    }

    mutating func text(_ value: String) {
      count(value.utf8.count)
      bytes.append(contentsOf: value.utf8)
    }
  }

  private static func write(
    _ tree: CodedTree, _ out: inout Output, _ names: inout [String: Int], _ order: inout [String],
    depth: Int
  ) throws(PlanCodecError) {
    guard depth < PlanCodec.depthMax else { throw PlanCodecError("the value is nested too deeply") }
    func tag(_ tag: Tag) { out.bytes.append(tag.rawValue) }
    switch tree {
    case .null: tag(.null)
    case .boolean(let value): tag(value ? .yes : .no)
    case .integer(let value):
      tag(.integer)
      out.signed(Int128(value))
    case .wide(let value):
      tag(.wide)
      out.signed(value)
    case .double(let value):
      tag(.double)
      for shift in stride(from: 0, to: 64, by: 8) {
        out.bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> UInt64(shift)))
      }
    case .string(let value):
      tag(.string)
      out.text(value)
    case .list(let elements):
      tag(.list)
      out.count(elements.count)
      for element in elements { try write(element, &out, &names, &order, depth: depth + 1) }
    case .object(let parts):
      tag(.object)
      out.count(parts.count)
      for part in parts {
        let index = names[part.name] ?? order.count
        if index == order.count {
          names[part.name] = index
          order.append(part.name)
        }
        out.count(index)
        try write(part.value, &out, &names, &order, depth: depth + 1)
      }
    }
  }

  // MARK: - Reading

  static func parse(_ bytes: [UInt8]) throws(PlanCodecError) -> CodedTree {
    var input = Input(bytes: bytes)
    guard try input.take(PlanCodec.magic.count).elementsEqual(PlanCodec.magic) else {
      throw PlanCodecError("these are not the bytes of a plan")
    }
    let version = try input.byte()
    guard version == PlanCodec.version else {
      throw PlanCodecError(
        "the bytes have version \(version); this build reads version \(PlanCodec.version)")
    }
    var names: [String] = []
    for _ in 0..<(try input.count()) { names.append(try input.text()) }
    let tree = try read(&input, names, depth: 0)
    guard input.position == bytes.count else {
      throw PlanCodecError("there are bytes behind the value")
    }
    return tree
  }

  private struct Input {
    let bytes: [UInt8]
    var position = 0

    mutating func byte() throws(PlanCodecError) -> UInt8 {
      guard position < bytes.count else { throw PlanCodecError("the bytes end too early") }
      position += 1
      return bytes[position - 1]
    }

    mutating func take(_ count: Int) throws(PlanCodecError) -> ArraySlice<UInt8> {
      guard count <= bytes.count - position else {
        throw PlanCodecError("the bytes end too early")
      }
      position += count
      return bytes[(position - count)..<position]
    }

    mutating func unsigned() throws(PlanCodecError) -> UInt128 {
      var result: UInt128 = 0
      for shift in stride(from: 0, to: 128, by: 7) {
        let next = try byte()
        if shift == 126 && next > 3 { break }
        result |= UInt128(next & 0x7F) << UInt128(shift)
        if next & 0x80 == 0 { return result }
      }
      throw PlanCodecError("a number is too long")
    }

    mutating func signed() throws(PlanCodecError) -> Int128 {
      let value = try unsigned()
      return Int128(bitPattern: value & 1 == 0 ? value >> 1 : ~(value >> 1))
    }

    /// A count of things of which each takes at least one byte.
    mutating func count() throws(PlanCodecError) -> Int {
      let value = try unsigned()
      guard value <= UInt128(bytes.count - position) else {
        throw PlanCodecError("a count is larger than the rest of the bytes")
      }
      return Int(value)
    }

    mutating func text() throws(PlanCodecError) -> String {
      let slice = try take(try count())
      guard let text = String(validating: slice, as: UTF8.self) else {
        throw PlanCodecError("a text is not UTF-8")
      }
      return text
    }
  }

  private static func read(
    _ input: inout Input, _ names: [String], depth: Int
  ) throws(PlanCodecError) -> CodedTree {
    guard depth < PlanCodec.depthMax else { throw PlanCodecError("the bytes nest too deeply") }
    guard let tag = Tag(rawValue: try input.byte()) else { throw PlanCodecError("an unknown tag") }
    switch tag {
    case .null: return .null
    case .no: return .boolean(false)
    case .yes: return .boolean(true)
    case .integer:
      guard let value = Int64(exactly: try input.signed()) else {
        throw PlanCodecError("an integer is beyond 64 bits")
      }
      return .integer(value)
    case .wide: return .wide(try input.signed())
    case .double:
      let slice = try input.take(8)
      return .double(
        Double(bitPattern: slice.reversed().reduce(0) { $0 << 8 | UInt64($1) }))
    case .string: return .string(try input.text())
    case .list:
      var elements: [CodedTree] = []
      for _ in 0..<(try input.count()) {
        elements.append(try read(&input, names, depth: depth + 1))
      }
      return .list(elements)
    case .object:
      var parts: [(name: String, value: CodedTree)] = []
      for _ in 0..<(try input.count()) {
        let index = try input.unsigned()
        guard index < UInt128(names.count) else { throw PlanCodecError("an unknown name") }
        parts.append((names[Int(index)], try read(&input, names, depth: depth + 1)))
      }
      return .object(parts)
    }
  }
}
