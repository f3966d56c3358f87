// Runs a RegexProgram over a text. A machine that backtracks does the work, with its own stack, so
// that long texts cannot exhaust the thread's. Steps are counted and limited: a pattern that would
// take forever fails its row. This file owns the memory and searches; RegexMachine runs.
//
// Safe because the matcher outlives the machine that borrows its memory for one search.

import Values

/// Matches one program; made once a batch, not shared.
final class RegexMatcher {
  let program: RegexProgram
  /// Start and end of each group, -1 where it took no part; valid after a match.
  private let slots: UnsafeMutablePointer<Int32>
  private var stack = RegexStack()

  init(_ program: RegexProgram) {
    self.program = program
    slots = .allocate(capacity: program.slotCount)
    slots.initialize(repeating: -1, count: program.slotCount)
  }

  deinit {
    slots.deallocate()
    stack.deallocate()
  }

  /// The bytes of group `number` in the last match; nil if it took no part.
  func range(of number: Int) -> Range<Int>? {
    let (start, end) = (slots[number * 2], slots[number * 2 + 1])
    return start >= 0 && end >= start ? Int(start)..<Int(end) : nil
  }

  /// Looks for the first match from `start` on.
  func find(in text: UnsafeBufferPointer<UInt8>, from start: Int) throws(FunctionError) -> Bool {
    let program = program
    return try program.instructions.withUnsafeBufferPointer { code throws(FunctionError) in
      try program.literals.withUnsafeBufferPointer { literals throws(FunctionError) in
        try program.sets.withUnsafeBufferPointer { sets throws(FunctionError) in
          var machine = RegexMachine(
            code: code, literals: literals, sets: sets, trees: program.trees, slots: slots,
            text: text, stack: stack)
          defer { stack = machine.stack }
          return try search(&machine, text, from: start)
        }
      }
    }
  }

  private func search(
    _ machine: inout RegexMachine, _ text: UnsafeBufferPointer<UInt8>, from start: Int
  ) throws(FunctionError) -> Bool {
    var position = start
    while position <= text.count {
      if let first = program.firstBytes {
        while position < text.count && !first[Int(text[position])] { position += 1 }
        if position >= text.count { return false }
      }
      slots.update(repeating: -1, count: program.slotCount)
      machine.stack.count = 0
      if let end = try machine.run(0, position, base: 0) {
        slots[0] = Int32(position)
        slots[1] = Int32(end)
        return true
      }
      guard position < text.count else { return false }
      position = UTF8Scan.scalar(in: text, at: position).next
    }
    return false
  }
}
