// What Tab offers: words of the language, streams, tables, topics, queries, and the columns of the
// sources that the statement names.

package import Engine
import SQLSyntax

/// Completion of the word before the cursor.
package enum Completion {
  /// What can stand where the word begins; sorted, without repetition.
  package struct Choice: Equatable {
    /// The part of the word that is there already.
    package let prefix: String
    package let candidates: [String]

    /// What all candidates share beyond the prefix, in the case in which the prefix was typed.
    package var insertion: String {
      guard let first = candidates.first else { return "" }
      var shared = Array(first)
      for candidate in candidates.dropFirst() {
        let other = Array(candidate)
        var count = 0
        while count < min(shared.count, other.count),
          shared[count].lowercased() == other[count].lowercased()
        {
          count += 1
        }
        shared = Array(shared.prefix(count))
      }
      return String(shared.dropFirst(prefix.count))
    }
  }

  /// The choice for a text that ends at the cursor; `pending` holds the statement's lines before.
  package static func choice(
    for line: String, after pending: String = "", names: DatabaseNames
  ) -> Choice {
    let text = pending.isEmpty ? line : pending + "\n" + line
    if let topic = topicPrefix(of: line) {
      return choice(topic, from: names.topics, keepsCase: true)
    }
    let prefix = String(
      line.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }.reversed())
    let before = line.dropLast(prefix.count)
    // Columns of one source, by its name or alias.
    if before.last == "." {
      let owner = String(
        before.dropLast().reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }.reversed())
      return choice(prefix, from: columns(of: owner, in: text, names), keepsCase: false)
    }
    var words = Set(names.sources.keys)
    words.formUnion(names.queries)
    for source in named(in: text, names) { words.formUnion(names.sources[source] ?? []) }
    if !prefix.isEmpty {
      words.formUnion(Keyword.all)
      if pending.isEmpty, before.allSatisfy(\.isWhitespace) {
        words.formUnion(LocalCommand.names.map { $0.uppercased() })
      }
    }
    return choice(prefix, from: Array(words), keepsCase: false)
  }

  private static func choice(_ prefix: String, from words: [String], keepsCase: Bool) -> Choice {
    let upper = prefix.uppercased()
    let found = words.filter {
      keepsCase ? $0.hasPrefix(prefix) : $0.uppercased().hasPrefix(upper)
    }
    let isLower = !prefix.isEmpty && prefix == prefix.lowercased()
    let shown = found.map { word in
      !keepsCase && isLower && prefix != upper ? word.lowercased() : word
    }
    return Choice(prefix: prefix, candidates: Array(Set(shown)).sorted())
  }

  /// The beginning of a topic's name in an open quote behind PRINT.
  private static func topicPrefix(of line: String) -> String? {
    guard let quote = line.lastIndex(of: "'") else { return nil }
    let before = line[..<quote].split(whereSeparator: \.isWhitespace)
    guard before.last?.uppercased() == "PRINT" else { return nil }
    return String(line[line.index(after: quote)...])
  }

  private static func words(_ text: String) -> [String] {
    text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map { $0.uppercased() }
  }

  /// Sources that the text mentions.
  private static func named(in text: String, _ names: DatabaseNames) -> [String] {
    let words = Set(words(text))
    return names.sources.keys.filter { words.contains($0.uppercased()) }
  }

  /// The columns of a source by its name, or by the alias that follows its name.
  private static func columns(
    of owner: String, in text: String, _ names: DatabaseNames
  ) -> [String] {
    let owner = owner.uppercased()
    if let columns = names.sources.first(where: { $0.key.uppercased() == owner })?.value {
      return columns
    }
    let words = words(text).filter { $0 != "AS" }
    for (name, alias) in zip(words, words.dropFirst()) where alias == owner {
      if let columns = names.sources.first(where: { $0.key.uppercased() == name })?.value {
        return columns
      }
    }
    return []
  }
}
