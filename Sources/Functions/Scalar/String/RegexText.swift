// Regular expressions over rows of text. A pattern is compiled once per run of equal patterns in
// a batch; a constant one once per batch.
//
// The compiler is the standard library's, whose syntax covers Java's in all but rare corners.
// Matching is by code point, not by grapheme, as in Java.

import Values
import _StringProcessing

/// A compiled pattern with the number of its groups.
struct RegexText {
  typealias Pattern = Regex<AnyRegexOutput>

  let pattern: Pattern
  let groupCount: Int

  init(_ source: String) throws(FunctionError) {
    do {
      pattern = try Regex(source).matchingSemantics(.unicodeScalar)
    } catch {
      throw FunctionError("Invalid regular expression pattern: \(source)")
    }
    groupCount = RegexText.groups(in: source)
  }

  func firstMatch(in text: Substring) -> Pattern.Match? { text.firstMatch(of: pattern) }

  /// All matches from left to right; behind an empty one the search goes on a character further.
  func matches(in text: String) -> [Pattern.Match] {
    var result: [Pattern.Match] = []
    var position = text.startIndex
    while true {
      guard let match = text[position...].firstMatch(of: pattern) else { return result }
      result.append(match)
      if match.range.isEmpty {
        guard match.range.upperBound < text.endIndex else { return result }
        position = text.unicodeScalars.index(after: match.range.upperBound)
      } else {
        position = match.range.upperBound
      }
    }
  }

  /// Counts the capturing groups: an opening parenthesis that is neither escaped nor in a class,
  /// and is not followed by `?` unless a name comes.
  private static func groups(in source: String) -> Int {
    let bytes = Array(source.utf8)
    var count = 0
    var classDepth = 0
    var i = 0
    while i < bytes.count {
      switch bytes[i] {
      case UInt8(ascii: "\\"): i += 1
      case UInt8(ascii: "["): classDepth += 1
      case UInt8(ascii: "]"): classDepth = max(0, classDepth - 1)
      case UInt8(ascii: "(") where classDepth == 0:
        let next = i + 1 < bytes.count ? bytes[i + 1] : 0
        if next != UInt8(ascii: "?") {
          count += 1
        } else if i + 3 < bytes.count, bytes[i + 2] == UInt8(ascii: "<"),
          bytes[i + 3] != UInt8(ascii: "="), bytes[i + 3] != UInt8(ascii: "!")
        {
          count += 1
        }
      default: break
      }
      i += 1
    }
    return count
  }
}

/// Compiles the patterns of a column, the last one kept.
struct RegexCache {
  private let patterns: TextVector
  private var compiledRow = -1
  private var compiled: RegexText?
  private var failure = ""

  init(_ patterns: TextVector) { self.patterns = patterns }

  /// The pattern of a row; nil after marking the row as failed.
  mutating func regex(_ row: Int, _ errors: inout KernelErrors) -> RegexText? {
    let isKnown =
      compiledRow >= 0
      && (patterns.isConstant || ByteScan.equal(patterns[row], patterns[compiledRow]))
    if !isKnown {
      compiledRow = row
      do throws(FunctionError) {
        compiled = try RegexText(patterns.string(row))
      } catch {
        compiled = nil
        failure = error.reason
      }
    }
    if compiled == nil { errors.fail(row, failure) }
    return compiled
  }
}
