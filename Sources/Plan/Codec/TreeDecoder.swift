// The standard library's decoding protocol on top of `CodedTree`. Whatever does not fit is an error
// with the path to it.

/// Reads one value.
struct TreeDecoder: Decoder {
  let tree: CodedTree
  let codingPath: [any CodingKey]
  let userInfo: [CodingUserInfoKey: Any] = [:]

  init(tree: CodedTree, path: [any CodingKey]) {
    self.tree = tree
    codingPath = path
  }

  func container<Key: CodingKey>(
    keyedBy type: Key.Type
  ) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let parts) = tree else { throw mismatch("parts by name") }
    return KeyedDecodingContainer(ObjectDecoding(parts: parts, codingPath: codingPath))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .list(let elements) = tree else { throw mismatch("a list") }
    return ListDecoding(elements: elements, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { self }

  fileprivate func mismatch(_ wanted: String) -> PlanCodecError {
    let path = codingPath.map(\.stringValue).joined(separator: ".")
    return PlanCodecError("expected \(wanted) at \(path.isEmpty ? "the top" : path)")
  }

  fileprivate func integer<T: FixedWidthInteger>(_ type: T.Type) throws -> T {
    let value: T? =
      switch tree {
      case .integer(let value): T(exactly: value)
      case .wide(let value): T(exactly: value)
      default: nil
      }
    guard let value else { throw mismatch("\(T.self)") }
    return value
  }
}

extension TreeDecoder: SingleValueDecodingContainer {
  func decodeNil() -> Bool { tree == .null }

  func decode(_ type: Bool.Type) throws -> Bool {
    guard case .boolean(let value) = tree else { throw mismatch("Bool") }
    return value
  }

  func decode(_ type: String.Type) throws -> String {
    guard case .string(let value) = tree else { throw mismatch("String") }
    return value
  }

  func decode(_ type: Double.Type) throws -> Double {
    guard case .double(let value) = tree else { throw mismatch("Double") }
    return value
  }

  func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }
  func decode(_ type: Int.Type) throws -> Int { try integer(type) }
  func decode(_ type: Int8.Type) throws -> Int8 { try integer(type) }
  func decode(_ type: Int16.Type) throws -> Int16 { try integer(type) }
  func decode(_ type: Int32.Type) throws -> Int32 { try integer(type) }
  func decode(_ type: Int64.Type) throws -> Int64 { try integer(type) }
  func decode(_ type: Int128.Type) throws -> Int128 { try integer(type) }
  func decode(_ type: UInt.Type) throws -> UInt { try integer(type) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try integer(type) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try integer(type) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try integer(type) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try integer(type) }

  func decode<T: Decodable>(_ type: T.Type) throws -> T { try T(from: self) }
}

private struct ObjectDecoding<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let parts: [(name: String, value: CodedTree)]
  let codingPath: [any CodingKey]

  var allKeys: [Key] { parts.compactMap { Key(stringValue: $0.name) } }

  func contains(_ key: Key) -> Bool { parts.contains { $0.name == key.stringValue } }

  private func decoder(_ key: any CodingKey) throws -> TreeDecoder {
    guard let part = parts.first(where: { $0.name == key.stringValue }) else {
      throw PlanCodecError("there is no part named \(key.stringValue)")
    }
    return TreeDecoder(tree: part.value, path: codingPath + [key])
  }

  func decodeNil(forKey key: Key) throws -> Bool { try decoder(key).decodeNil() }

  func decode(_ type: Int128.Type, forKey key: Key) throws -> Int128 {
    try decoder(key).decode(type)
  }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    try T(from: try decoder(key))
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try decoder(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try decoder(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder {
    guard let part = parts.first(where: { $0.name == "super" }) else {
      throw PlanCodecError("there is no part named super")
    }
    return TreeDecoder(tree: part.value, path: codingPath)
  }

  func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key) }
}

private struct ListDecoding: UnkeyedDecodingContainer {
  let elements: [CodedTree]
  let codingPath: [any CodingKey]
  private(set) var currentIndex = 0

  init(elements: [CodedTree], codingPath: [any CodingKey]) {
    self.elements = elements
    self.codingPath = codingPath
  }

  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex >= elements.count }

  private mutating func next() throws -> TreeDecoder {
    guard !isAtEnd else { throw PlanCodecError("a list is too short") }
    currentIndex += 1
    return TreeDecoder(tree: elements[currentIndex - 1], path: codingPath)
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, elements[currentIndex] == .null else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode(_ type: Int128.Type) throws -> Int128 { try next().decode(type) }

  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try T(from: try next()) }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    try next().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try next().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder { try next() }
}
