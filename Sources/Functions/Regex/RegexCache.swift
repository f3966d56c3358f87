// Matchers for a column of patterns: compiled once per run of equal patterns, a constant one once
// a batch.

import Values

struct RegexCache {
  private let patterns: TextVector
  private var compiledRow = -1
  private var matcher: RegexMatcher?
  private var failure = ""

  init(_ patterns: TextVector) { self.patterns = patterns }

  /// The matcher of a row's pattern; nil after marking the row as failed.
  mutating func matcher(_ row: Int, _ errors: inout KernelErrors) -> RegexMatcher? {
    let isKnown =
      compiledRow >= 0
      && (patterns.isConstant || ByteScan.equal(patterns[row], patterns[compiledRow]))
    if !isKnown {
      compiledRow = row
      do throws(FunctionError) {
        matcher = RegexMatcher(try RegexProgram(patterns.string(row)))
      } catch {
        matcher = nil
        failure = error.reason
      }
    }
    if matcher == nil { errors.fail(row, failure) }
    return matcher
  }
}

/// Walks over the matches in a text from left to right; behind an empty one the search goes on a
/// character further.
struct RegexMatches {
  private let matcher: RegexMatcher
  private let text: UnsafeBufferPointer<UInt8>
  private var position = 0

  init(_ matcher: RegexMatcher, in text: UnsafeBufferPointer<UInt8>) {
    self.matcher = matcher
    self.text = text
  }

  /// The bytes of the next match; its groups are in the matcher.
  mutating func next() throws(FunctionError) -> Range<Int>? {
    guard position <= text.count, try matcher.find(in: text, from: position),
      let range = matcher.range(of: 0)
    else { return nil }
    if !range.isEmpty {
      position = range.upperBound
    } else if range.upperBound < text.count {
      position = UTF8Scan.scalar(in: text, at: range.upperBound).next
    } else {
      position = text.count + 1
    }
    return range
  }
}
