// Plans and catalog changes as bytes. Any Codable value is first a tree of named parts, then bytes:
//
//     "MRPL"  version (1 byte)
//     names:  count, then each as length + UTF-8        every name is written once
//     tree:   tag (1 byte) + content                    see `CodedTree`
//
// Counts and integers are LEB128 (signed ones zigzag), doubles 8 bytes little-endian. Parts are found
// by name, so that a field added later may be missing in old bytes and one removed later is skipped.
// Bytes from anywhere give an error, never a trap: lengths are checked before use, and the tree's
// depth is bounded.

/// Encodes and decodes values of the plan and the catalog.
package enum PlanCodec {
  /// The version that is written. Others are refused by name.
  package static let version: UInt8 = 1

  static let magic: [UInt8] = Array("MRPL".utf8)
  /// Deeper trees are refused on both ways; an expression of height h takes about 2h.
  static let depthMax = 800

  package static func encode(_ value: some Encodable) throws(PlanCodecError) -> [UInt8] {
    do {
      return try CodedTree.bytes(of: TreeEncoder.tree(of: value, path: []))
    } catch let error as PlanCodecError {
      throw error
    } catch {
      throw PlanCodecError("the value cannot be encoded: \(error)")
    }
  }

  package static func decode<T: Decodable>(
    _ type: T.Type, from bytes: [UInt8]
  ) throws(PlanCodecError) -> T {
    let tree = try CodedTree.parse(bytes)
    do {
      return try T(from: TreeDecoder(tree: tree, path: []))
    } catch let error as PlanCodecError {
      throw error
    } catch {
      throw PlanCodecError("the bytes are not a \(T.self): \(error)")
    }
  }
}

/// Why bytes could not be made or read.
package struct PlanCodecError: Error, Hashable, Sendable, CustomStringConvertible {
  package let reason: String

  init(_ reason: String) { self.reason = reason }

  package var description: String { reason }
}
