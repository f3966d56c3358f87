// The JSON model of the edges: HTTP bodies, test files, messages. Numbers keep their text, so that
// 10.50 stays 10.50 and nothing is rounded. Never used per record; records have their own scanner.

/// A member of a JSON object.
package struct JSONMember: Hashable, Sendable {
  package var key: String
  package var value: JSONValue

  package init(_ key: String, _ value: JSONValue) {
    self.key = key
    self.value = value
  }
}

/// A JSON value. Objects keep the order of their members, and all of them when keys repeat.
package indirect enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  /// The text of a number, as JSON's grammar has it.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([JSONMember])

  package static func integer(_ value: some BinaryInteger) -> JSONValue {
    .number(String(value))
  }

  /// An object of the members that are not nil.
  package static func object(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
    .object(members.compactMap { key, value in value.map { JSONMember(key, $0) } })
  }
}

extension JSONValue {
  /// The last member of this key; nil when there is none or this is no object.
  package subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.key == key }?.value
  }

  package var isNull: Bool { self == .null }

  package var bool: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  /// The number as an integer; nil when it is none or does not fit.
  package var int: Int? {
    guard case .number(let text) = self else { return nil }
    return Int(text)
  }

  package var double: Double? {
    guard case .number(let text) = self else { return nil }
    return Double(text)
  }

  package var string: String? {
    guard case .string(let value) = self else { return nil }
    return value
  }

  package var array: [JSONValue]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  package var members: [JSONMember]? {
    guard case .object(let members) = self else { return nil }
    return members
  }
}

extension JSONValue: CustomStringConvertible {
  /// Compact text, without white space.
  package var description: String {
    var out: [UInt8] = []
    append(to: &out)
    return String(decoding: out, as: UTF8.self)
  }

  /// Appends the compact text.
  package func append(to out: inout [UInt8]) {
    switch self {
    case .null: out += "null".utf8
    case .bool(let value): out += (value ? "true" : "false").utf8
    case .number(let text): out += text.utf8
    case .string(let text): JSONValue.append(text, to: &out)
    case .array(let elements):
      out.append(0x5B)
      for (i, element) in elements.enumerated() {
        if i > 0 { out.append(0x2C) }
        element.append(to: &out)
      }
      out.append(0x5D)
    case .object(let members):
      out.append(0x7B)
      for (i, member) in members.enumerated() {
        if i > 0 { out.append(0x2C) }
        JSONValue.append(member.key, to: &out)
        out.append(0x3A)
        member.value.append(to: &out)
      }
      out.append(0x7D)
    }
  }

  /// Appends a string with quotes and escapes.
  package static func append(_ text: String, to out: inout [UInt8]) {
    var text = text
    text.withUTF8 { JSONEscape.appendQuoted($0, to: &out) }
  }
}
