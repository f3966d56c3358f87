// Random sentences of the grammar. Each run leaves out a random half of the productions wherever there
// is a way around them (swarm testing), so that rare combinations of the others come up. The same seed
// gives the same sentence.

import SQLSyntax

/// A small seeded generator of random numbers (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    // Safe because wrapping is the algorithm.
    state = state &+ 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Makes sentences as lists of tokens.
struct SentenceGenerator {
  private let grammar: Grammar
  private var random: SeededNumbers
  /// Productions left out in this run.
  private let disabled: Set<String>
  /// The least number of nested productions that each one needs to end.
  private let leastDepth: [String: Int]
  /// Productions that took part in a sentence.
  private(set) var reached: Set<String> = []

  init(_ grammar: Grammar, seed: UInt64) {
    self.grammar = grammar
    random = SeededNumbers(seed: seed)
    var disabled: Set<String> = []
    for name in grammar.productions.keys.sorted() where Bool.random(using: &random) {
      disabled.insert(name)
    }
    self.disabled = disabled
    leastDepth = Self.sharedLeastDepths
  }

  /// The tokens of one sentence of a production.
  mutating func sentence(of name: String, depth: Int = 24) -> [String] {
    var tokens: [String] = []
    produce(.reference(name), depth, &tokens)
    return tokens
  }

  private mutating func produce(_ node: Grammar.Node, _ depth: Int, _ tokens: inout [String]) {
    // A sentence that is long already takes the shortest way to its end.
    let depth = tokens.count > 60 ? 0 : depth
    switch node {
    case .keyword(let word): tokens.append(Bool.random(using: &random) ? word : word.lowercased())
    case .punctuation(let text): tokens.append(text)
    case .sequence(let parts): for part in parts { produce(part, depth, &tokens) }
    case .choice(let alternatives): produce(pick(alternatives, depth), depth, &tokens)
    case .optional(let inner):
      if isWelcome(inner, depth), Bool.random(using: &random) { produce(inner, depth, &tokens) }
    case .repetition(let inner):
      guard isWelcome(inner, depth) else { return }
      for _ in 0..<[0, 0, 0, 1, 1, 2].randomElement(using: &random)! {
        produce(inner, depth, &tokens)
      }
    case .reference(let name): produce(name, depth, &tokens)
    case .range, .anyExcept: tokens.append(characters(node))
    }
  }

  private mutating func produce(_ name: String, _ depth: Int, _ tokens: inout [String]) {
    reached.insert(name)
    if name == "non_reserved" {
      tokens.append(grammar.nonReserved.randomElement(using: &random)!)
      return
    }
    guard let production = grammar.productions[name] else {
      preconditionFailure("no production \(name)")
    }
    guard production.isLexical else {
      let before = tokens.count
      produce(production.node, depth - 1, &tokens)
      // MAP and STRUCT before a parenthesis begin constructors, as expressions.gram says.
      if name == "function_name", ["MAP", "STRUCT"].contains(tokens[before]) {
        tokens[before] = "F"
      }
      return
    }
    if name == "identifier", Bool.random(using: &random) {
      tokens.append(grammar.nonReserved.randomElement(using: &random)!)
      return
    }
    tokens.append(lexeme(name, production.node))
  }

  /// A token of a lexical production that reads back as that kind of token.
  private mutating func lexeme(_ name: String, _ node: Grammar.Node) -> String {
    while true {
      let text = characters(node)
      let isWord = !text.hasPrefix("`") && !text.hasPrefix("\"") && !text.hasPrefix("'")
      if name.hasSuffix("identifier") || name == "source_word", isWord {
        let tokens = Lexer.tokens(of: SourceText(text)).tokens
        let isOneWord =
          tokens.count == 2 && (tokens[0].kind == .word || tokens[0].kind == .digitWord)
        if !isOneWord || grammar.reserved.contains(text.uppercased()) { continue }
      }
      return text
    }
  }

  private mutating func characters(_ node: Grammar.Node) -> String {
    switch node {
    case .keyword(let text), .punctuation(let text): return text
    case .sequence(let parts):
      var text = ""
      for part in parts { text += characters(part) }
      return text
    case .choice(let alternatives):
      return characters(alternatives.randomElement(using: &random)!)
    case .optional(let inner): return Bool.random(using: &random) ? characters(inner) : ""
    case .repetition(let inner):
      var text = ""
      for _ in 0..<Int.random(in: 0...3, using: &random) { text += characters(inner) }
      return text
    case .reference("non_reserved"):
      return grammar.nonReserved.randomElement(using: &random)!
    case .reference("exponent"):
      // Larger ones would overflow.
      return "e\(Int.random(in: -20...20, using: &random))"
    case .reference(let name):
      reached.insert(name)
      guard let production = grammar.productions[name] else {
        preconditionFailure("no production \(name)")
      }
      return characters(production.node)
    case .range(let first, let last):
      let value = UInt32.random(in: first.value...last.value, using: &random)
      return Unicode.Scalar(value).map(String.init) ?? "x"
    case .anyExcept(let excluded):
      let choices = "aZ9 _-;.,(${}*/\\\n\t%'\"`é漢😀".unicodeScalars.filter { $0 != excluded }
      return String(choices.randomElement(using: &random)!)
    }
  }

  // MARK: - Choosing

  private mutating func pick(_ alternatives: [Grammar.Node], _ depth: Int) -> Grammar.Node {
    let welcome = alternatives.filter { isWelcome($0, depth) }
    if let node = welcome.randomElement(using: &random) { return node }
    let costs = alternatives.map { Self.depth($0, leastDepth) ?? Int.max }
    let fitting = zip(alternatives, costs).filter { $0.1 <= max(depth, costs.min() ?? 0) }
    return (fitting.randomElement(using: &random) ?? (alternatives[0], 0)).0
  }

  /// Whether a node can end in time and does without the productions left out.
  private func isWelcome(_ node: Grammar.Node, _ depth: Int) -> Bool {
    guard let least = Self.depth(node, leastDepth), least <= depth else { return false }
    return !needsDisabled(node)
  }

  private func needsDisabled(_ node: Grammar.Node) -> Bool {
    switch node {
    case .reference(let name): disabled.contains(name)
    case .sequence(let parts): parts.contains { needsDisabled($0) }
    case .choice(let alternatives): alternatives.allSatisfy { needsDisabled($0) }
    default: false
    }
  }

  private static let sharedLeastDepths =
    (try? Grammar.shared.get()).map { leastDepths($0) } ?? [:]

  private static func leastDepths(_ grammar: Grammar) -> [String: Int] {
    var depths: [String: Int] = ["non_reserved": 1]
    for (name, production) in grammar.productions where production.isLexical { depths[name] = 1 }
    var changed = true
    while changed {
      changed = false
      for (name, production) in grammar.productions {
        guard let depth = depth(production.node, depths) else { continue }
        if depth + 1 < depths[name] ?? Int.max {
          depths[name] = depth + 1
          changed = true
        }
      }
    }
    return depths
  }

  private static func depth(_ node: Grammar.Node, _ depths: [String: Int]) -> Int? {
    switch node {
    case .reference(let name): return depths[name]
    case .sequence(let parts):
      var deepest = 0
      for part in parts {
        guard let depth = depth(part, depths) else { return nil }
        deepest = max(deepest, depth)
      }
      return deepest
    case .choice(let alternatives): return alternatives.compactMap { depth($0, depths) }.min()
    default: return 0
    }
  }
}
