// The state of a JSON decoder that its loops share. It is reached through one pointer; the loops
// themselves are free functions in `JSONRead+Kernels.swift` and `JSONSkip+Kernels.swift`.
//
// A function that reads takes the position of its first byte and gives the position behind its
// last one, or nil after it has said in `failure` what is wrong. On the way out of a failure every
// level adds its part to `path`.
//
// Safe because the decoder owns the machine and all it points to.

import Values

/// What is wrong with the record in hand.
enum JSONFailure {
  case none
  /// The bytes are not JSON, from this position on.
  case syntax(StaticString, Int)
  /// A value of another kind than the vector takes.
  case conversion(source: String, vector: Int)
  /// A text that does not say a value of the vector's type.
  case coercion(vector: Int)
  case other(String)
}

struct JSONMachine {
  let vectors: UnsafeMutablePointer<VectorWriter>
  let groups: UnsafeMutablePointer<RowGroup>
  let keys: UnsafeMutablePointer<JSONKeyTable>
  let tree: Unmanaged<VectorTree>
  /// The name of each vector that is a column or a field.
  let names: [String]
  /// 10^0 … 10^19.
  let powers: UnsafePointer<UInt64>

  /// The record in hand.
  var start: BytePointer
  var end: BytePointer
  /// Room for a text without its escapes; at least as large as the record.
  var scratch: MutableBytePointer
  var scratchCapacity = 0
  /// The entry that `JSONRead.findKey` found.
  var foundKey = 0

  var failure = JSONFailure.none
  /// Innermost part first.
  var path: [String] = []

  /// Levels of nesting that are read; deeper records are errors.
  static let depthMax = 500

  mutating func reserveScratch(_ count: Int) {
    guard count > scratchCapacity else { return }
    scratch.deallocate()
    scratchCapacity = count * 2
    scratch = .allocate(capacity: scratchCapacity)
  }

  /// The failure as an error, and a clean slate.
  mutating func takeError() -> RecordError {
    defer {
      failure = .none
      path.removeAll()
    }
    let types = tree.takeUnretainedValue().types
    let place = "$" + path.reversed().joined()
    switch failure {
    case .none: return RecordError(reason: "unreadable record")
    case .syntax(let what, let position):
      return RecordError(
        field: path.isEmpty ? nil : place, reason: "invalid JSON at byte \(position): \(what)")
    case .conversion(let source, let vector):
      return RecordError(
        field: place,
        reason: "Can't convert type. sourceType: \(source), requiredType: \(types[vector])")
    case .coercion(let vector):
      return RecordError(
        field: place, reason: "Can't coerce string to type. targetType: \(types[vector])")
    case .other(let reason): return RecordError(field: place, reason: reason)
    }
  }
}

typealias JSONMachinePointer = UnsafeMutablePointer<JSONMachine>

extension UnsafeMutablePointer<JSONMachine> {
  /// Says that the record is not JSON; gives nil for the caller to pass on.
  @inline(never) func syntax(_ what: StaticString, at p: BytePointer) -> BytePointer? {
    pointee.failure = .syntax(what, p - pointee.start)
    return nil
  }

  /// Says that the value at `p` is of the wrong kind.
  @inline(never) func conversion(_ p: BytePointer, vector: Int) -> BytePointer? {
    pointee.failure = .conversion(source: kindName(p), vector: vector)
    return nil
  }

  @inline(never) func coercion(vector: Int) -> BytePointer? {
    pointee.failure = .coercion(vector: vector)
    return nil
  }

  @inline(never) func fail(_ reason: String) -> BytePointer? {
    pointee.failure = .other(reason)
    return nil
  }

  @inline(never) func inside(_ part: String) -> BytePointer? {
    pointee.path.append(part)
    return nil
  }

  /// What messages call the kind of the value that begins at `p`.
  private func kindName(_ p: BytePointer) -> String {
    switch p.pointee {
    case 0x22: return "TextNode"
    case 0x7B: return "ObjectNode"
    case 0x5B: return "ArrayNode"
    case 0x74, 0x66: return "BooleanNode"
    case 0x6E: return "NullNode"
    default: break
    }
    guard let token = NumberText.scanJSON(p, pointee.end) else { return "MissingNode" }
    if !token.isInteger { return "DecimalNode" }
    guard let value = NumberText.integer(token.text) else { return "BigIntegerNode" }
    return Int32(exactly: value) == nil ? "LongNode" : "IntNode"
  }
}
