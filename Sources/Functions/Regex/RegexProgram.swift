// A regular expression as instructions for `RegexMatcher`, and the translation from the tree.
//
//   a+b|c      0 split 1 5    1 loop {a} ≥1    2 literal "b"   3 jump 6    5 literal "c"   6 accept
//
// A repetition of a single character class is one instruction; others become loops, counted ones
// are written out. The size of a program is limited.

import Values

struct RegexProgram {
  /// Instructions of the largest program.
  private static let sizeMax = 50_000

  enum Operation: UInt8 {
    /// Bytes `a ..< b` of the literals.
    case literal
    /// One character of set a.
    case set
    /// Goes on at a; if that fails, at b.
    case split
    case jump
    /// Stores the position in slot a.
    case save
    case assertion
    /// The text of group a again; b = 1 ignores case.
    case backreference
    /// The body is behind the instruction, `accept` ends it, then at a. b: ahead, c: negative.
    case look
    /// As look, but the body takes its text.
    case atomic
    /// b to c (negative: any number) characters of set a, as many as possible.
    case loop
    case lazyLoop
    case possessiveLoop
    /// To a, unless nothing was taken since slot b was stored.
    case repeatIfMoved
    case accept
  }

  struct Instruction {
    let operation: Operation
    var a: Int32 = 0
    var b: Int32 = 0
    var c: Int32 = 0
  }

  /// What holds for the characters beyond ASCII.
  enum Beyond: UInt8 {
    case none
    case all
    case some
  }

  /// A set with its ASCII part as bits; its tree has the same number in `trees`.
  struct Set {
    let low: UInt64
    let high: UInt64
    let beyondASCII: Beyond

    init(_ tree: RegexSet) {
      var bits: (UInt64, UInt64) = (0, 0)
      for scalar in 0..<UInt32(64) where tree.contains(scalar) { bits.0 |= 1 << UInt64(scalar) }
      for scalar in 0..<UInt32(64) where tree.contains(scalar + 64) {
        bits.1 |= 1 << UInt64(scalar)
      }
      (low, high) = bits
      beyondASCII = tree.beyondASCII.map { $0 ? .all : .none } ?? .some
    }
  }

  private(set) var instructions: [Instruction] = []
  private(set) var literals: [UInt8] = []
  private(set) var sets: [Set] = []
  private(set) var trees: [RegexSet] = []
  let groupCount: Int
  let names: [String: Int]
  /// Slots: two for each group, the whole match first, then those of loops.
  private(set) var slotCount: Int
  /// Bytes a match can start with; nil if it may be empty.
  private(set) var firstBytes: [Bool]?

  /// Compiles a pattern.
  init(_ pattern: String) throws(FunctionError) {
    var parser = RegexParser(pattern)
    let node = try parser.parse()
    groupCount = parser.groupCount
    names = parser.names
    slotCount = (parser.groupCount + 1) * 2
    try emit(node)
    try add(.accept)
    var first = [Bool](repeating: false, count: 256)
    firstBytes = RegexFirst.collect(node, into: &first) ? nil : first
  }

  @discardableResult
  private mutating func add(
    _ operation: Operation, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0
  ) throws(FunctionError) -> Int {
    guard instructions.count < RegexProgram.sizeMax else {
      throw FunctionError("Invalid regular expression pattern: it is too large")
    }
    instructions.append(
      Instruction(operation: operation, a: Int32(a), b: Int32(b), c: Int32(c)))
    return instructions.count - 1
  }

  private mutating func set(_ tree: RegexSet) -> Int {
    sets.append(Set(tree))
    trees.append(tree)
    return sets.count - 1
  }

  private mutating func emit(_ node: RegexNode) throws(FunctionError) {
    switch node {
    case .empty: break
    case .scalar(let value): try emit(scalars: [value])
    case .set(let tree): try add(.set, set(tree))
    case .assertion(let assertion): try add(.assertion, Int(assertion.rawValue))
    case .group(let inner, let number):
      if let number { try add(.save, number * 2) }
      try emit(inner)
      if let number { try add(.save, number * 2 + 1) }
    case .sequence(let parts): try emit(sequence: parts)
    case .alternatives(let branches):
      var jumps: [Int] = []
      for branch in branches.dropLast() {
        let split = try add(.split, instructions.count + 1)
        try emit(branch)
        jumps.append(try add(.jump))
        instructions[split].b = Int32(instructions.count)
      }
      try emit(branches[branches.count - 1])
      for jump in jumps { instructions[jump].a = Int32(instructions.count) }
    case .repetition(let inner, let least, let most, let greed):
      try emit(repetition: inner, least, most, greed)
    case .backreference(let number, let ignoresCase):
      guard number <= groupCount else {
        throw FunctionError("Invalid regular expression pattern: no group \(number)")
      }
      try add(.backreference, number, ignoresCase ? 1 : 0)
    case .look(let inner, let isAhead, let isNegative):
      let start = try add(.look, 0, isAhead ? 1 : 0, isNegative ? 1 : 0)
      try emit(inner)
      try add(.accept)
      instructions[start].a = Int32(instructions.count)
    case .atomic(let inner):
      let start = try add(.atomic)
      try emit(inner)
      try add(.accept)
      instructions[start].a = Int32(instructions.count)
    }
  }

  /// Neighbouring characters become one literal.
  private mutating func emit(sequence parts: [RegexNode]) throws(FunctionError) {
    var pending: [UInt32] = []
    for part in parts {
      if case .scalar(let value) = part {
        pending.append(value)
        continue
      }
      try emit(scalars: pending)
      pending = []
      try emit(part)
    }
    try emit(scalars: pending)
  }

  private mutating func emit(scalars: [UInt32]) throws(FunctionError) {
    guard !scalars.isEmpty else { return }
    let start = literals.count
    for value in scalars {
      let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
      literals.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
    try add(.literal, start, literals.count)
  }

  private mutating func emit(
    repetition inner: RegexNode, _ least: Int, _ most: Int?, _ greed: RegexGreed
  ) throws(FunctionError) {
    if let tree = RegexProgram.single(inner) {
      let operation: Operation =
        switch greed {
        case .greedy: .loop
        case .lazy: .lazyLoop
        case .possessive: .possessiveLoop
        }
      try add(operation, set(tree), least, most ?? -1)
      return
    }
    if greed == .possessive {
      return try emit(.atomic(.repetition(inner, least: least, most: most, .greedy)))
    }
    for _ in 0..<least { try emit(inner) }
    guard let most else { return try emit(loop: inner, greed) }
    var splits: [Int] = []
    for _ in least..<max(most, least) {
      splits.append(try add(.split))
      try emit(inner)
    }
    for split in splits { aim(split, inside: split + 1, behind: instructions.count, greed) }
  }

  private mutating func emit(loop inner: RegexNode, _ greed: RegexGreed) throws(FunctionError) {
    let slot = slotCount
    slotCount += 1
    let split = try add(.split)
    try add(.save, slot)
    try emit(inner)
    try add(.repeatIfMoved, split, slot)
    aim(split, inside: split + 1, behind: instructions.count, greed)
  }

  private mutating func aim(_ split: Int, inside: Int, behind: Int, _ greed: RegexGreed) {
    instructions[split].a = Int32(greed == .lazy ? behind : inside)
    instructions[split].b = Int32(greed == .lazy ? inside : behind)
  }

  /// The set of a node that always takes exactly one character.
  private static func single(_ node: RegexNode) -> RegexSet? {
    switch node {
    case .set(let tree): tree
    case .scalar(let value): .range(value, value)
    case .group(let inner, number: nil): single(inner)
    default: nil
    }
  }
}

/// The bytes that a match can begin with.
enum RegexFirst {
  /// Adds the first bytes of the node; true if it can match without taking a character.
  static func collect(_ node: RegexNode, into bytes: inout [Bool]) -> Bool {
    switch node {
    case .empty, .assertion, .look: return true
    case .scalar(let value):
      let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
      bytes[Int((UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter).first ?? 0)] = true
      return false
    case .set(let tree):
      for scalar in 0..<UInt32(128) where tree.contains(scalar) { bytes[Int(scalar)] = true }
      if tree.beyondASCII != false { for byte in 128..<256 { bytes[byte] = true } }
      return false
    case .group(let inner, _), .atomic(let inner): return collect(inner, into: &bytes)
    case .sequence(let parts):
      for part in parts { if !collect(part, into: &bytes) { return false } }
      return true
    case .alternatives(let branches):
      var isEmpty = false
      for branch in branches where collect(branch, into: &bytes) { isEmpty = true }
      return isEmpty
    case .repetition(let inner, let least, _, _):
      let isEmpty = collect(inner, into: &bytes)
      return isEmpty || least == 0
    case .backreference:
      for byte in bytes.indices { bytes[byte] = true }
      return true
    }
  }
}
