// Reads the `.gram` files: `name := alternatives`, where a bare CAPITAL word is a keyword, a quoted
// text punctuation, a lower-case word another production, `[x]` optional, `{x}` any number of times,
// `(x | y)` a choice, `'a'..'z'` a range of characters and `!'x'` any character but x.

import Foundation

/// The productions of the dialect.
struct Grammar: Sendable {
  indirect enum Node: Sendable {
    case keyword(String)
    case punctuation(String)
    case reference(String)
    case sequence([Node])
    case choice([Node])
    case optional(Node)
    case repetition(Node)
    case range(Unicode.Scalar, Unicode.Scalar)
    case anyExcept(Unicode.Scalar)
  }

  struct Production: Sendable {
    let text: String
    let node: Node
    let isLexical: Bool
  }

  struct Malformed: Error, CustomStringConvertible { let description: String }

  private(set) var productions: [String: Production] = [:]
  private(set) var reserved: [String] = []
  private(set) var nonReserved: [String] = []

  static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The grammar folder of this package, read once.
  static let shared = Result { try load() }

  private static func load() throws -> Grammar {
    var grammar = Grammar()
    let folder = package.appending(path: "grammar")
    for file in files(under: folder, withExtension: "gram") {
      let text = try String(contentsOf: file, encoding: .utf8)
      try grammar.add(text, isLexical: file.lastPathComponent == "lexical.gram")
    }
    let words = try String(contentsOf: folder.appending(path: "keywords.txt"), encoding: .utf8)
    var isReserved = false
    for line in words.split(separator: "\n") where !line.hasPrefix("#") {
      if line.hasPrefix("[") {
        isReserved = line == "[reserved]"
      } else if isReserved {
        grammar.reserved.append(String(line))
      } else {
        grammar.nonReserved.append(String(line))
      }
    }
    return grammar
  }

  static func files(under folder: URL, withExtension suffix: String) -> [URL] {
    let all = FileManager.default.enumerator(
      at: folder.resolvingSymlinksInPath(), includingPropertiesForKeys: nil)
    return (all?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == suffix }
      .sorted { $0.path < $1.path }
  }

  mutating func add(_ text: String, isLexical: Bool) throws {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let body = lines.filter { !$0.hasPrefix("#") }.joined(separator: "\n")
    for paragraph in body.components(separatedBy: "\n\n") {
      let text = Self.withoutExtraSpace(paragraph)
      guard !text.isEmpty else { continue }
      guard let separator = text.range(of: " := ") else {
        throw Malformed(description: "no := in: \(text)")
      }
      let name = String(text[..<separator.lowerBound])
      var reader = Reader(Array(text[separator.upperBound...].unicodeScalars))
      let node = try reader.choice()
      guard reader.isAtEnd else { throw Malformed(description: "rest behind \(name)") }
      guard productions[name] == nil else { throw Malformed(description: "\(name) twice") }
      productions[name] = Production(text: text, node: node, isLexical: isLexical)
    }
  }

  /// The text on one line, one space where there was white space.
  static func withoutExtraSpace(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private struct Reader {
    private let scalars: [Unicode.Scalar]
    private var index = 0

    init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

    var isAtEnd: Bool { index == scalars.count }

    private var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private mutating func skipSpace() { while next == " " { index += 1 } }

    private mutating func accept(_ scalar: Unicode.Scalar) -> Bool {
      skipSpace()
      guard next == scalar else { return false }
      index += 1
      return true
    }

    mutating func choice() throws -> Node {
      var alternatives = [try sequence()]
      while accept("|") { alternatives.append(try sequence()) }
      return alternatives.count == 1 ? alternatives[0] : .choice(alternatives)
    }

    private mutating func sequence() throws -> Node {
      var parts: [Node] = []
      while true {
        skipSpace()
        guard let scalar = next, !"|)]}".unicodeScalars.contains(scalar) else { break }
        parts.append(try part())
      }
      return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func part() throws -> Node {
      if accept("(") { return try enclosed(")") { $0 } }
      if accept("[") { return try enclosed("]") { .optional($0) } }
      if accept("{") { return try enclosed("}") { .repetition($0) } }
      if accept("!") { return .anyExcept(try quoted().first ?? " ") }
      if next == "'" || next == "\"" {
        let first = try quoted()
        guard next == "." else { return .punctuation(String(String.UnicodeScalarView(first))) }
        index += 2
        return .range(first[0], try quoted()[0])
      }
      var word = String.UnicodeScalarView()
      while let scalar = next, scalar == "_" || scalar.properties.isAlphabetic {
        word.append(scalar)
        index += 1
      }
      guard !word.isEmpty else { throw Malformed(description: "unexpected \(next as Any)") }
      let name = String(word)
      return name == name.uppercased() ? .keyword(name) : .reference(name)
    }

    private mutating func enclosed(
      _ close: Unicode.Scalar, _ wrap: (Node) -> Node
    ) throws -> Node {
      let node = try choice()
      guard accept(close) else { throw Malformed(description: "missing \(close)") }
      return wrap(node)
    }

    private mutating func quoted() throws -> [Unicode.Scalar] {
      skipSpace()
      let quote = next
      index += 1
      let start = index
      while next != quote {
        guard next != nil else { throw Malformed(description: "open quote") }
        index += 1
      }
      defer { index += 1 }
      return Array(scalars[start..<index])
    }
  }
}
