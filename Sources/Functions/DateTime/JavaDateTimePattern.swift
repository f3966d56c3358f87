// A date and time pattern in the letters of java.time's DateTimeFormatter, compiled once and then
// used to print and to parse. What a pattern says becomes a flat program of trivial elements:
//
//     yyyy-MM-dd['T'HH:mm]
//     number(year 4…19) lit(-) number(month 2) lit(-) number(day 2) ⟦ lit(T) number(hour 2) … ⟧
//
// Parsing ignores case and is otherwise as strict as Java's "smart" resolving. Texts are English,
// weeks begin on Sunday. `p` (padding) is not supported; `Y`, `w`, `W`, `e`, `c`, `F` and `B`
// print only.

import Values

/// A compiled pattern. Immutable; a class, so that handing it around costs one reference.
package final class JavaDateTimePattern: Sendable {
  /// The pattern as written.
  package let source: String
  let elements: [PatternElement]
  /// The bytes of all literals, one behind the other.
  let literals: [UInt8]
  /// The most bytes that a printed value takes.
  package let printedLengthMax: Int
  /// Only digits in fixed places: `plainTimestamp` may be tried first.
  let isPlain: Bool

  /// Compiles a pattern; the error says which letter is wrong.
  package init(_ source: String) throws(FunctionError) {
    var compiler = PatternCompiler(source)
    try compiler.compile()
    self.source = source
    elements = compiler.elements
    literals = compiler.literals
    isPlain = JavaDateTimePattern.isPlain(compiler.elements)
    printedLengthMax = literals.count + elements.count * JavaDateTimePattern.fieldLengthMax
  }
}

extension JavaDateTimePattern {
  /// No number, word, offset or zone name prints longer than this.
  static let fieldLengthMax = 80
}

/// What a letter stands for.
enum PatternField: UInt8, Sendable {
  case era, year, yearOfEra, dayOfYear, month, dayOfMonth, quarter, modifiedJulianDay
  case weekBasedYear, weekOfYear, weekOfMonth, dayOfWeek, localDayOfWeek, alignedWeekOfMonth
  case amPm, hourOfAmPm, clockHourOfAmPm, hourOfDay, clockHourOfDay, minute, second, nano
  case milliOfDay, nanoOfDay

  static let count = 24

  /// Whether only a date has it; else only a time has.
  var isDate: Bool { rawValue < PatternField.amPm.rawValue }
}

/// One step of a compiled pattern.
struct PatternElement: Sendable, BitwiseCopyable {
  enum Kind: UInt8, Sendable {
    /// Bytes `low ..< high` of the literals.
    case literal
    /// A section that may be missing; it ends before element `high`.
    case optional
    /// A number of `low` to `high` digits.
    case number
    /// The last two digits of a year from 2000 on.
    case twoDigitYear
    /// `low` digits behind the decimal point of a second.
    case fraction
    /// A word; `low` is the style.
    case text
    case zoneId, zoneName, localizedOffset
    /// A number of hours, minutes and seconds; `low` is the shape.
    case offset
  }

  enum Sign: UInt8, Sendable {
    case normal, notNegative, exceedsPad
  }

  var kind: Kind
  var field: PatternField = .year
  var sign: Sign = .normal
  /// Prints `Z` for UTC.
  var zeroIsZ = false
  var low: Int32 = 0
  var high: Int32 = 0
  /// Digits of the numbers that follow without a gap; −1 when this one has a fixed width.
  var subsequent: Int32 = 0
}

/// How long a word is printed.
enum TextStyle: Int32, Sendable {
  case short = 3
  case full = 4
  case narrow = 5
}

/// The parts that an offset prints.
enum OffsetShape: Int32, Sendable {
  /// `+HH`, minutes when not 0.
  case hoursAndMinutesIfAny = 1
  /// `+HHMM`
  case hoursMinutes = 2
  /// `+HH:MM`
  case hoursColonMinutes = 3
  /// `+HHMM`, seconds when not 0.
  case hoursMinutesAndSecondsIfAny = 4
  /// `+HH:MM`, `:ss` when not 0.
  case hoursColonMinutesAndSecondsIfAny = 5

  var hasColon: Bool { self == .hoursColonMinutes || self == .hoursColonMinutesAndSecondsIfAny }
}
