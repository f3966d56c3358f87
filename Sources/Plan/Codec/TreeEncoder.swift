// The standard library's encoding protocol on top of `CodedTree`. A container is a reference, because
// the protocol hands out nested ones that are filled after the fact.

/// Collects one value.
final class TreeEncoder: Encoder {
  let codingPath: [any CodingKey]
  let userInfo: [CodingUserInfoKey: Any] = [:]
  private var slot: Slot = .empty

  /// What an encoder was asked to hold.
  private enum Slot {
    case empty
    case tree(CodedTree)
    case object(ObjectStorage)
    case list(ListStorage)
  }

  private init(path: [any CodingKey]) { codingPath = path }

  static func tree(of value: some Encodable, path: [any CodingKey]) throws -> CodedTree {
    if let simple = simple(value) { return simple }
    guard path.count < PlanCodec.depthMax else {
      throw PlanCodecError("the value is nested too deeply")
    }
    let encoder = TreeEncoder(path: path)
    try value.encode(to: encoder)
    return encoder.finished
  }

  private static func simple(_ value: some Encodable) -> CodedTree? {
    switch value {
    case let value as String: .string(value)
    case let value as Bool: .boolean(value)
    case let value as Int: .integer(Int64(value))
    case let value as Int64: .integer(value)
    case let value as Double: .double(value)
    default: nil
    }
  }

  fileprivate var finished: CodedTree {
    switch slot {
    case .empty: .object([])
    case .tree(let tree): tree
    case .object(let storage): storage.finished
    case .list(let storage): storage.finished
    }
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    let storage = ObjectStorage()
    slot = .object(storage)
    return KeyedEncodingContainer(ObjectEncoding(storage: storage, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    let storage = ListStorage()
    slot = .list(storage)
    return ListEncoding(storage: storage, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }

  fileprivate func set(_ tree: CodedTree) { slot = .tree(tree) }
}

extension TreeEncoder: SingleValueEncodingContainer {
  func encodeNil() { set(.null) }
  func encode(_ value: Bool) { set(.boolean(value)) }
  func encode(_ value: String) { set(.string(value)) }
  func encode(_ value: Double) { set(.double(value)) }
  func encode(_ value: Float) { set(.double(Double(value))) }
  func encode(_ value: Int) { set(.integer(Int64(value))) }
  func encode(_ value: Int8) { set(.integer(Int64(value))) }
  func encode(_ value: Int16) { set(.integer(Int64(value))) }
  func encode(_ value: Int32) { set(.integer(Int64(value))) }
  func encode(_ value: Int64) { set(.integer(value)) }
  func encode(_ value: Int128) { set(.wide(value)) }
  func encode(_ value: UInt) { set(.wide(Int128(value))) }
  func encode(_ value: UInt8) { set(.integer(Int64(value))) }
  func encode(_ value: UInt16) { set(.integer(Int64(value))) }
  func encode(_ value: UInt32) { set(.integer(Int64(value))) }
  func encode(_ value: UInt64) { set(.wide(Int128(value))) }
  func encode<T: Encodable>(_ value: T) throws {
    set(try TreeEncoder.tree(of: value, path: codingPath))
  }
}

/// A part that is there, or one whose container is still being filled.
private enum PendingTree {
  case tree(CodedTree)
  case object(ObjectStorage)
  case list(ListStorage)
  case encoder(TreeEncoder)

  var finished: CodedTree {
    switch self {
    case .tree(let tree): tree
    case .object(let storage): storage.finished
    case .list(let storage): storage.finished
    case .encoder(let encoder): encoder.finished
    }
  }
}

private final class ObjectStorage {
  var parts: [(name: String, value: PendingTree)] = []
  var finished: CodedTree { .object(parts.map { ($0.name, $0.value.finished) }) }
}

private final class ListStorage {
  var elements: [PendingTree] = []
  var finished: CodedTree { .list(elements.map(\.finished)) }
}

private struct ObjectEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let storage: ObjectStorage
  let codingPath: [any CodingKey]

  private func add(_ key: any CodingKey, _ value: PendingTree) {
    storage.parts.append((key.stringValue, value))
  }

  func encodeNil(forKey key: Key) { add(key, .tree(.null)) }

  func encode(_ value: Int128, forKey key: Key) { add(key, .tree(.wide(value))) }

  func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
    add(key, .tree(try TreeEncoder.tree(of: value, path: codingPath + [key])))
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    let nested = ObjectStorage()
    add(key, .object(nested))
    return KeyedEncodingContainer(
      ObjectEncoding<Nested>(storage: nested, codingPath: codingPath + [key]))
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    let nested = ListStorage()
    add(key, .list(nested))
    return ListEncoding(storage: nested, codingPath: codingPath + [key])
  }

  func superEncoder() -> any Encoder { superEncoder(named: "super") }
  func superEncoder(forKey key: Key) -> any Encoder { superEncoder(named: key.stringValue) }

  private func superEncoder(named name: String) -> any Encoder {
    let encoder = TreeEncoder.nested(codingPath)
    storage.parts.append((name, .encoder(encoder)))
    return encoder
  }
}

extension TreeEncoder {
  fileprivate static func nested(_ path: [any CodingKey]) -> TreeEncoder { TreeEncoder(path: path) }
}

private struct ListEncoding: UnkeyedEncodingContainer {
  let storage: ListStorage
  let codingPath: [any CodingKey]

  var count: Int { storage.elements.count }

  func encodeNil() { storage.elements.append(.tree(.null)) }

  func encode(_ value: Int128) { storage.elements.append(.tree(.wide(value))) }

  func encode<T: Encodable>(_ value: T) throws {
    storage.elements.append(.tree(try TreeEncoder.tree(of: value, path: codingPath)))
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) -> KeyedEncodingContainer<Nested> {
    let nested = ObjectStorage()
    storage.elements.append(.object(nested))
    return KeyedEncodingContainer(ObjectEncoding<Nested>(storage: nested, codingPath: codingPath))
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    let nested = ListStorage()
    storage.elements.append(.list(nested))
    return ListEncoding(storage: nested, codingPath: codingPath)
  }

  func superEncoder() -> any Encoder {
    let encoder = TreeEncoder.nested(codingPath)
    storage.elements.append(.encoder(encoder))
    return encoder
  }
}
