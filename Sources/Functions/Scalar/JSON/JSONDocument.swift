// A JSON text as a flat list of nodes in document order. The list is reused from row to row, so
// that reading a document allocates nothing once it has grown.
//
//   {"a": [1, "x"]}    0 object end=5   1 key "a"   2 array end=5   3 number   4 string
//
// `end` is the node behind a value with all it holds. Text behind the first value is not looked at.

import Values

/// One node: a value, or the key before a member's value.
struct JSONNode {
  enum Kind: UInt8 {
    case object
    case array
    case key
    case string
    case integer
    case float
    case `true`
    case `false`
    case null
  }

  let kind: Kind
  /// A key or string with backslashes.
  var hasEscapes = false
  /// Bytes of the text: without the quotes for strings and keys.
  let start: Int32
  var stop: Int32
  var end: Int32 = 0
}

/// A parsed JSON text.
struct JSONDocument {
  private static let depthMax = 512

  private(set) var text = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
  private(set) var nodes: [JSONNode] = []
  private var position = 0

  /// Reads a text, which must outlive the use of the nodes. Node 0 is the root.
  mutating func parse(_ source: UnsafeBufferPointer<UInt8>) throws(FunctionError) {
    text = source
    position = 0
    nodes.removeAll(keepingCapacity: true)
    skipBlanks()
    guard position < text.count else { throw malformed() }
    try parseValue(depth: 0)
  }

  private func malformed() -> FunctionError {
    FunctionError("Invalid JSON format: \(String(decoding: text.prefix(200), as: UTF8.self))")
  }

  @inline(__always)
  private mutating func skipBlanks() {
    while position < text.count {
      let byte = text[position]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
      position += 1
    }
  }

  private mutating func parseValue(depth: Int) throws(FunctionError) {
    guard position < text.count, depth < JSONDocument.depthMax else { throw malformed() }
    switch text[position] {
    case UInt8(ascii: "{"): try parseObject(depth: depth)
    case UInt8(ascii: "["): try parseArray(depth: depth)
    case UInt8(ascii: "\""): try parseString(.string)
    case UInt8(ascii: "t"): try parseWord("true", .true)
    case UInt8(ascii: "f"): try parseWord("false", .false)
    case UInt8(ascii: "n"): try parseWord("null", .null)
    default: try parseNumber()
    }
  }

  private mutating func add(_ kind: JSONNode.Kind, _ start: Int, _ stop: Int) {
    nodes.append(
      JSONNode(
        kind: kind, start: Int32(start), stop: Int32(stop), end: Int32(nodes.count + 1)))
  }

  private mutating func parseObject(depth: Int) throws(FunctionError) {
    let index = nodes.count
    add(.object, position, position)
    position += 1
    skipBlanks()
    if position < text.count, text[position] == UInt8(ascii: "}") { return close(index) }
    while true {
      skipBlanks()
      guard position < text.count, text[position] == UInt8(ascii: "\"") else { throw malformed() }
      try parseString(.key)
      skipBlanks()
      guard position < text.count, text[position] == UInt8(ascii: ":") else { throw malformed() }
      position += 1
      skipBlanks()
      try parseValue(depth: depth + 1)
      skipBlanks()
      guard position < text.count else { throw malformed() }
      if text[position] == UInt8(ascii: "}") { return close(index) }
      guard text[position] == UInt8(ascii: ",") else { throw malformed() }
      position += 1
    }
  }

  private mutating func parseArray(depth: Int) throws(FunctionError) {
    let index = nodes.count
    add(.array, position, position)
    position += 1
    skipBlanks()
    if position < text.count, text[position] == UInt8(ascii: "]") { return close(index) }
    while true {
      skipBlanks()
      try parseValue(depth: depth + 1)
      skipBlanks()
      guard position < text.count else { throw malformed() }
      if text[position] == UInt8(ascii: "]") { return close(index) }
      guard text[position] == UInt8(ascii: ",") else { throw malformed() }
      position += 1
    }
  }

  private mutating func close(_ index: Int) {
    position += 1
    nodes[index].stop = Int32(position)
    nodes[index].end = Int32(nodes.count)
  }

  private mutating func parseString(_ kind: JSONNode.Kind) throws(FunctionError) {
    let start = position + 1
    var hasEscapes = false
    var i = start
    while i < text.count {
      let byte = text[i]
      if byte == UInt8(ascii: "\"") {
        add(kind, start, i)
        if hasEscapes { nodes[nodes.count - 1].hasEscapes = true }
        position = i + 1
        return
      }
      guard byte >= 0x20 else { throw malformed() }
      i += 1
      if byte == UInt8(ascii: "\\") {
        hasEscapes = true
        position = i - 1
        try skipEscape()
        i = position
      }
    }
    throw malformed()
  }

  private mutating func skipEscape() throws(FunctionError) {
    guard position + 1 < text.count else { throw malformed() }
    switch text[position + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 2
    case UInt8(ascii: "u"):
      guard position + 6 <= text.count,
        text[(position + 2)..<(position + 6)].allSatisfy({ Hex.digit($0) != nil })
      else { throw malformed() }
      position += 6
    default: throw malformed()
    }
  }

  private mutating func parseWord(
    _ word: StaticString, _ kind: JSONNode.Kind
  ) throws(FunctionError) {
    let count = word.utf8CodeUnitCount
    guard position + count <= text.count else { throw malformed() }
    for i in 0..<count where text[position + i] != word.utf8Start[i] { throw malformed() }
    add(kind, position, position + count)
    position += count
    try expectEnd()
  }

  private mutating func parseNumber() throws(FunctionError) {
    let start = position
    if text[position] == UInt8(ascii: "-") { position += 1 }
    let whole = position
    skipDigits()
    guard position > whole, text[whole] != 48 || position == whole + 1 else { throw malformed() }
    var kind = JSONNode.Kind.integer
    if position < text.count, text[position] == UInt8(ascii: ".") {
      kind = .float
      position += 1
      let fraction = position
      skipDigits()
      guard position > fraction else { throw malformed() }
    }
    if position < text.count, text[position] | 0x20 == UInt8(ascii: "e") {
      kind = .float
      position += 1
      if position < text.count,
        text[position] == UInt8(ascii: "+") || text[position] == UInt8(ascii: "-")
      {
        position += 1
      }
      let exponent = position
      skipDigits()
      guard position > exponent else { throw malformed() }
    }
    add(kind, start, position)
    try expectEnd()
  }

  private mutating func skipDigits() {
    while position < text.count, text[position] >= 48, text[position] <= 57 { position += 1 }
  }

  /// A word or number ends at a blank, a bracket, a comma or the end of the text.
  private func expectEnd() throws(FunctionError) {
    guard position < text.count else { return }
    switch text[position] {
    case 0x20, 0x0A, 0x0D, 0x09, UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"): return
    default: throw malformed()
    }
  }
}
