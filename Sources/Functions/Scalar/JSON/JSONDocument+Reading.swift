// Walking the nodes of a JSON document and writing them out again: strings unescaped, other nodes
// as compact JSON with numbers in plain notation.
//
// Safe because node positions lie inside the text by construction.

import Values

extension JSONDocument {
  var root: JSONNode { nodes[0] }

  func bytes(of node: JSONNode) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: text[Int(node.start)..<Int(node.stop)])
  }

  /// The nodes of an array's elements.
  func elements(of index: Int) -> [Int] {
    var result: [Int] = []
    var child = index + 1
    while child < Int(nodes[index].end) {
      result.append(child)
      child = Int(nodes[child].end)
    }
    return result
  }

  /// The node of an array's element `position`; nil behind the last one.
  func element(_ position: Int, of index: Int) -> Int? {
    var child = index + 1
    var rest = position
    while child < Int(nodes[index].end) {
      if rest == 0 { return child }
      rest -= 1
      child = Int(nodes[child].end)
    }
    return nil
  }

  /// How many elements an array has.
  func elementCount(of index: Int) -> Int {
    var child = index + 1
    var count = 0
    while child < Int(nodes[index].end) {
      count += 1
      child = Int(nodes[child].end)
    }
    return count
  }

  /// The members of an object. A repeated key stands where it came first, with its last value.
  func members(of index: Int) -> [(key: Int, value: Int)] {
    var result: [(key: Int, value: Int)] = []
    var positions: [[UInt8]: Int] = [:]
    var key = index + 1
    while key < Int(nodes[index].end) {
      let value = key + 1
      let name = unescaped(nodes[key])
      if let known = positions[name] {
        result[known].value = value
      } else {
        positions[name] = result.count
        result.append((key, value))
      }
      key = Int(nodes[value].end)
    }
    return result
  }

  /// The value of the last member with this name.
  func member(_ name: [UInt8], of index: Int) -> Int? {
    var found: Int?
    var key = index + 1
    while key < Int(nodes[index].end) {
      let node = nodes[key]
      let matches =
        node.hasEscapes
        ? unescaped(node) == name
        : name.withUnsafeBufferPointer { ByteScan.equal(bytes(of: node), $0) }
      if matches { found = key + 1 }
      key = Int(nodes[key + 1].end)
    }
    return found
  }

  /// The text of a string or key.
  func unescaped(_ node: JSONNode) -> [UInt8] {
    let source = bytes(of: node)
    guard node.hasEscapes else { return Array(source) }
    var out: [UInt8] = []
    var pending: [UInt16] = []
    var i = 0
    while i < source.count {
      if source[i] == UInt8(ascii: "\\"), source[i + 1] == UInt8(ascii: "u") {
        let digits = (2..<6).map { UInt16(Hex.digit(source[i + $0]) ?? 0) }
        pending.append(digits.reduce(0) { $0 << 4 | $1 })
        i += 6
        continue
      }
      flush(&pending, to: &out)
      guard source[i] == UInt8(ascii: "\\") else {
        out.append(source[i])
        i += 1
        continue
      }
      switch source[i + 1] {
      case UInt8(ascii: "b"): out.append(0x08)
      case UInt8(ascii: "f"): out.append(0x0C)
      case UInt8(ascii: "n"): out.append(0x0A)
      case UInt8(ascii: "r"): out.append(0x0D)
      case UInt8(ascii: "t"): out.append(0x09)
      default: out.append(source[i + 1])
      }
      i += 2
    }
    flush(&pending, to: &out)
    return out
  }

  private func flush(_ units: inout [UInt16], to out: inout [UInt8]) {
    guard !units.isEmpty else { return }
    out.append(contentsOf: String(decoding: units, as: UTF16.self).utf8)
    units.removeAll()
  }

  // MARK: - Writing

  /// A node as a function shows it: a string as its text, other values as JSON.
  func writeText(_ index: Int, to out: inout [UInt8]) {
    if nodes[index].kind == .string {
      out.append(contentsOf: unescaped(nodes[index]))
    } else {
      writeJSON(index, to: &out)
    }
  }

  /// A node as compact JSON.
  func writeJSON(_ index: Int, to out: inout [UInt8]) {
    let node = nodes[index]
    switch node.kind {
    case .string, .key: JSONText.writeString(unescaped(node), to: &out)
    case .integer, .true, .false, .null: out.append(contentsOf: bytes(of: node))
    case .float: JSONText.writePlain(bytes(of: node), to: &out)
    case .array:
      out.append(UInt8(ascii: "["))
      for (position, element) in elements(of: index).enumerated() {
        if position > 0 { out.append(UInt8(ascii: ",")) }
        writeJSON(element, to: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .object:
      out.append(UInt8(ascii: "{"))
      for (position, member) in members(of: index).enumerated() {
        if position > 0 { out.append(UInt8(ascii: ",")) }
        writeJSON(member.key, to: &out)
        out.append(UInt8(ascii: ":"))
        writeJSON(member.value, to: &out)
      }
      out.append(UInt8(ascii: "}"))
    }
  }
}

enum JSONText {
  /// A quoted string; quotes, backslashes and control characters are escaped.
  static func writeString(_ text: some Sequence<UInt8>, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        out.append(UInt8(ascii: "\\"))
        out.append(byte)
      case 0x08: out.append(contentsOf: "\\b".utf8)
      case 0x09: out.append(contentsOf: "\\t".utf8)
      case 0x0A: out.append(contentsOf: "\\n".utf8)
      case 0x0C: out.append(contentsOf: "\\f".utf8)
      case 0x0D: out.append(contentsOf: "\\r".utf8)
      case 0..<0x20:
        out.append(contentsOf: "\\u00".utf8)
        let digits = Array("0123456789ABCDEF".utf8)
        out.append(digits[Int(byte >> 4)])
        out.append(digits[Int(byte & 15)])
      default: out.append(byte)
      }
    }
    out.append(UInt8(ascii: "\""))
  }

  /// A number without its exponent: `1.5e3` is `1500`. An exponent beyond 1000 stays.
  static func writePlain(_ number: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) {
    guard let mark = number.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) else {
      return out.append(contentsOf: number)
    }
    let exponentText = String(decoding: number[(mark + 1)...], as: UTF8.self)
    guard let exponent = Int(exponentText), abs(exponent) <= 1_000 else {
      return out.append(contentsOf: number)
    }
    let isNegative = number[0] == UInt8(ascii: "-")
    let mantissa = number[(isNegative ? 1 : 0)..<mark]
    let point = mantissa.firstIndex(of: UInt8(ascii: ".")) ?? mark
    var digits = mantissa.filter { $0 != UInt8(ascii: ".") }
    // Digits before the point once the exponent has moved it.
    var whole = point - mantissa.startIndex + exponent
    while digits.count > 1, digits[0] == 48, whole > 1 {
      digits.removeFirst()
      whole -= 1
    }
    if isNegative { out.append(UInt8(ascii: "-")) }
    if whole <= 0 {
      out.append(contentsOf: "0.".utf8)
      out.append(contentsOf: repeatElement(48, count: -whole))
      out.append(contentsOf: digits)
    } else if whole >= digits.count {
      out.append(contentsOf: digits)
      out.append(contentsOf: repeatElement(48, count: whole - digits.count))
    } else {
      out.append(contentsOf: digits[..<whole])
      out.append(UInt8(ascii: "."))
      out.append(contentsOf: digits[whole...])
    }
  }
}
