// The machine behind RegexMatcher: instructions, a position, a stack of what to undo.
//
// Frames of the stack, newest last:
//   choice   go on at `target` from `position`
//   restore  slot `target` held `position` before
//   run      a greedy loop may give back a character, down to `limit`
//   lazy     a lazy loop may take one more, `limit` more at most (negative: any number)
//
// Safe because positions move only forward to the text's end and back to where they have been,
// and instructions, sets and slots are addressed by numbers that the compiler gave out.

import Values

/// The stack; owned by the matcher and lent to a machine.
struct RegexStack {
  enum Kind: Int32 {
    case choice
    case restore
    case run
    case lazy
  }

  struct Frame {
    let kind: Kind
    let target: Int32
    var position: Int32
    var limit: Int32
    let set: Int32
  }

  private(set) var frames = UnsafeMutablePointer<Frame>.allocate(capacity: 64)
  private var capacity = 64
  var count = 0

  @inline(__always)
  mutating func push(_ frame: Frame) {
    if count == capacity { grow() }
    frames[count] = frame
    count += 1
  }

  @inline(never)
  private mutating func grow() {
    let larger = UnsafeMutablePointer<Frame>.allocate(capacity: capacity * 2)
    larger.update(from: frames, count: count)
    frames.deallocate()
    frames = larger
    capacity *= 2
  }

  /// Drops the choices above `base` and keeps what must be restored.
  mutating func keepRestores(above base: Int) {
    var kept = base
    for i in base..<count where frames[i].kind == .restore {
      frames[kept] = frames[i]
      kept += 1
    }
    count = kept
  }

  func deallocate() { frames.deallocate() }
}

struct RegexMachine {
  private static let stepMax = 1_000_000

  let code: UnsafeBufferPointer<RegexProgram.Instruction>
  let literals: UnsafeBufferPointer<UInt8>
  let sets: UnsafeBufferPointer<RegexProgram.Set>
  let trees: [RegexSet]
  let slots: UnsafeMutablePointer<Int32>
  let text: UnsafeBufferPointer<UInt8>
  var stack: RegexStack
  private var steps = 0

  init(
    code: UnsafeBufferPointer<RegexProgram.Instruction>, literals: UnsafeBufferPointer<UInt8>,
    sets: UnsafeBufferPointer<RegexProgram.Set>, trees: [RegexSet],
    slots: UnsafeMutablePointer<Int32>, text: UnsafeBufferPointer<UInt8>, stack: RegexStack
  ) {
    self.code = code
    self.literals = literals
    self.sets = sets
    self.trees = trees
    self.slots = slots
    self.text = text
    self.stack = stack
  }

  /// Runs from an instruction to `accept`; the end of the match, or nil with all frames above
  /// `base` undone.
  mutating func run(
    _ start: Int, _ from: Int, base: Int, endingAt wanted: Int? = nil
  ) throws(FunctionError) -> Int? {
    var pc = start
    var position = from
    while true {
      steps += 1
      guard steps < RegexMachine.stepMax else {
        throw FunctionError("the regular expression needs too many steps for this text")
      }
      let instruction = code[pc]
      var matched = true
      switch instruction.operation {
      case .literal:
        let count = Int(instruction.b - instruction.a)
        matched = isLiteral(Int(instruction.a), count, at: position)
        if matched { position += count }
        pc += 1
      case .set:
        let next = step(Int(instruction.a), position)
        matched = next > 0
        if matched { position = next }
        pc += 1
      case .split:
        push(.choice, instruction.b, position)
        pc = Int(instruction.a)
      case .jump: pc = Int(instruction.a)
      case .save:
        save(Int(instruction.a), position)
        pc += 1
      case .assertion:
        matched = holds(RegexAssertion(rawValue: instruction.a) ?? .textEnd, at: position)
        pc += 1
      case .backreference:
        matched = repeatGroup(Int(instruction.a), instruction.b == 1, &position)
        pc += 1
      case .loop, .possessiveLoop, .lazyLoop:
        matched = loop(instruction, pc + 1, &position)
        pc += 1
      case .repeatIfMoved:
        pc = slots[Int(instruction.b)] == Int32(position) ? pc + 1 : Int(instruction.a)
      case .atomic:
        if let end = try nested(pc + 1, position) {
          position = end
          pc = Int(instruction.a)
        } else {
          matched = false
        }
      case .look:
        matched = try look(instruction, pc + 1, position)
        pc = Int(instruction.a)
      case .accept:
        if wanted == nil || wanted == position { return position }
        matched = false
      }
      if !matched {
        guard let resumed = backtrack(to: base) else { return nil }
        (pc, position) = resumed
      }
    }
  }

  private mutating func push(
    _ kind: RegexStack.Kind, _ target: Int32, _ position: Int, limit: Int = 0, set: Int32 = 0
  ) {
    stack.push(
      RegexStack.Frame(
        kind: kind, target: target, position: Int32(position), limit: Int32(limit), set: set))
  }

  private mutating func save(_ slot: Int, _ position: Int) {
    push(.restore, Int32(slot), Int(slots[slot]))
    slots[slot] = Int32(position)
  }

  /// The instruction and position to go on with; nil when no choice is left above `base`.
  private mutating func backtrack(to base: Int) -> (Int, Int)? {
    while stack.count > base {
      let top = stack.count - 1
      let frame = stack.frames[top]
      switch frame.kind {
      case .choice:
        stack.count -= 1
        return (Int(frame.target), Int(frame.position))
      case .restore:
        stack.count -= 1
        slots[Int(frame.target)] = frame.position
      case .run:
        guard frame.position > frame.limit else {
          stack.count -= 1
          continue
        }
        var position = Int(frame.position) - 1
        while position > Int(frame.limit) && text[position] & 0xC0 == 0x80 { position -= 1 }
        stack.frames[top].position = Int32(position)
        return (Int(frame.target), position)
      case .lazy:
        let next = frame.limit == 0 ? 0 : step(Int(frame.set), Int(frame.position))
        guard next > 0 else {
          stack.count -= 1
          continue
        }
        stack.frames[top].position = Int32(next)
        if frame.limit > 0 { stack.frames[top].limit -= 1 }
        return (Int(frame.target), next)
      }
    }
    return nil
  }

  /// Runs a body whose choices are dropped once it has matched; what it stored is still undone
  /// when an earlier choice is taken.
  private mutating func nested(
    _ start: Int, _ position: Int, endingAt wanted: Int? = nil
  ) throws(FunctionError) -> Int? {
    let base = stack.count
    guard let end = try run(start, position, base: base, endingAt: wanted) else { return nil }
    stack.keepRestores(above: base)
    return end
  }

  private mutating func look(
    _ instruction: RegexProgram.Instruction, _ body: Int, _ position: Int
  ) throws(FunctionError) -> Bool {
    let base = stack.count
    var found = false
    if instruction.b == 1 {
      found = try nested(body, position) != nil
    } else {
      // Every start to the left, the nearest first.
      var start = position
      while true {
        found = try nested(body, start, endingAt: position) != nil
        guard !found, start > 0 else { break }
        start -= 1
        while start > 0 && text[start] & 0xC0 == 0x80 { start -= 1 }
      }
    }
    guard instruction.c == 1 else { return found }
    while stack.count > base {
      stack.count -= 1
      let frame = stack.frames[stack.count]
      slots[Int(frame.target)] = frame.position
    }
    return !found
  }

  // MARK: - Single steps

  @inline(__always)
  private func isLiteral(_ start: Int, _ count: Int, at position: Int) -> Bool {
    guard position + count <= text.count, let base = text.baseAddress else { return count == 0 }
    guard let literal = literals.baseAddress else { return false }
    return ByteScan.equal(base + position, literal + start, count: count)
  }

  /// The position behind a character of the set; 0 if there is none.
  @inline(__always)
  private func step(_ index: Int, _ position: Int) -> Int {
    guard position < text.count else { return 0 }
    let byte = text[position]
    let set = sets[index]
    if byte < 0x80 {
      let word = byte < 64 ? set.low : set.high
      return word >> UInt64(byte & 63) & 1 != 0 ? position + 1 : 0
    }
    let (scalar, next) = UTF8Scan.scalar(in: text, at: position)
    switch set.beyondASCII {
    case .all: return next
    case .none: return 0
    case .some: return trees[index].contains(scalar) ? next : 0
    }
  }

  private mutating func loop(
    _ instruction: RegexProgram.Instruction, _ target: Int, _ position: inout Int
  ) -> Bool {
    var rest = Int(instruction.c)
    for _ in 0..<instruction.b {
      let next = step(Int(instruction.a), position)
      guard next > 0 else { return false }
      position = next
      rest -= 1
    }
    if instruction.operation == .lazyLoop {
      push(
        .lazy, Int32(target), position, limit: instruction.c < 0 ? -1 : rest, set: instruction.a)
      return true
    }
    let least = position
    while instruction.c < 0 || rest > 0 {
      let next = step(Int(instruction.a), position)
      guard next > 0 else { break }
      position = next
      rest -= 1
    }
    steps += (position - least) >> 3
    if instruction.operation == .loop && position > least {
      push(.run, Int32(target), position, limit: least)
    }
    return true
  }

  private func repeatGroup(_ number: Int, _ ignoresCase: Bool, _ position: inout Int) -> Bool {
    let (start, end) = (Int(slots[number * 2]), Int(slots[number * 2 + 1]))
    guard start >= 0, end >= start, position + end - start <= text.count else { return false }
    for i in 0..<(end - start) {
      let (a, b) = (text[start + i], text[position + i])
      guard a == b || (ignoresCase && CaseMapping.lower(a) == CaseMapping.lower(b)) else {
        return false
      }
    }
    position += end - start
    return true
  }

  private func holds(_ assertion: RegexAssertion, at position: Int) -> Bool {
    switch assertion {
    case .textStart: return position == 0
    case .textEnd: return position == text.count
    case .textEndOrLastTerminator:
      guard position < text.count else { return true }
      let isInside = position > 0 && text[position - 1] == 0x0D && text[position] == 0x0A
      return !isInside && terminator(at: position) == text.count
    case .lineStart:
      if position == 0 { return true }
      guard position < text.count else { return false }
      let isInside = text[position - 1] == 0x0D && text[position] == 0x0A
      return !isInside && followsTerminator(position)
    case .lineEnd:
      guard position < text.count else { return true }
      let isInside = position > 0 && text[position - 1] == 0x0D && text[position] == 0x0A
      return !isInside && terminator(at: position) != nil
    case .wordBoundary: return isWord(position - 1) != isWord(position)
    case .notWordBoundary: return isWord(position - 1) == isWord(position)
    }
  }

  private func isWord(_ position: Int) -> Bool {
    guard position >= 0, position < text.count else { return false }
    return RegexSet.word.contains(UInt32(text[position]))
  }

  /// The position behind a line terminator that starts here.
  private func terminator(at position: Int) -> Int? {
    if text[position] == 0x0D, position + 1 < text.count, text[position + 1] == 0x0A {
      return position + 2
    }
    let (scalar, next) = UTF8Scan.scalar(in: text, at: position)
    return RegexSet.terminators.contains(scalar) ? next : nil
  }

  private func followsTerminator(_ position: Int) -> Bool {
    var start = position - 1
    while start > 0 && text[start] & 0xC0 == 0x80 { start -= 1 }
    return RegexSet.terminators.contains(UTF8Scan.scalar(in: text, at: start).scalar)
  }
}
