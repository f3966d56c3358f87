// INSTR: the position of a text in another one.

import Values

extension ScalarFunction {
  static let instr = ScalarFunction(
    "INSTR", category: StringFunctions.category,
    summary: "The position, from 1, of a text in another one; 0 if it is not there.",
    overloads: [
      overload([text, wanted]), overload([text, wanted, position]),
      overload([text, wanted, position, occurrence]),
    ],
    examples: [
      FunctionExample("INSTR('corporate floor', 'or')", "2"),
      FunctionExample("INSTR('corporate floor', 'or', 4)", "5"),
      FunctionExample("INSTR('corporate floor', 'or', 4, 2)", "14"),
      FunctionExample("INSTR('corporate floor', 'or', -4)", "5"),
    ])

  private static let text = FunctionParameter.string("text", "where to look")
  private static let wanted = FunctionParameter.string("wanted", "what to look for")
  private static let position = FunctionParameter.integer(
    "position", "where to begin, from 1; a negative one counts from the end and looks backwards",
    rejectsNull: true)
  private static let occurrence = FunctionParameter.integer(
    "occurrence", "which of the matches, from 1", rejectsNull: true)

  private static func overload(_ parameters: [FunctionParameter]) -> ScalarOverload {
    ScalarOverload(
      parameters, nulls: .seesNulls, returns: .integer,
      kernel: { call in
        let texts = call.texts(0)
        let wanted = call.texts(1)
        let positions = call.arguments.count > 2 ? call.integers(2) : nil
        let occurrences = call.arguments.count > 3 ? call.integers(3) : nil
        return call.makeFixed(.integer, zero: Int32(0)) { row, _ in
          guard texts.isValid(row), wanted.isValid(row) else { return 0 }
          return Int32(
            Instr.find(
              wanted[row], in: texts[row], position: Int(positions?[row] ?? 1),
              occurrence: Int(occurrences?[row] ?? 1)))
        }
      })
  }
}

enum Instr {
  static func find(
    _ wanted: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, position: Int,
    occurrence: Int
  ) -> Int {
    if ByteScan.isASCII(text) {
      if position == 1 && occurrence == 1 && !text.isEmpty {
        return (ByteScan.find(wanted, in: text) ?? -1) + 1
      }
      return search(wanted, text, position, occurrence)
    }
    let units = Array(String(decoding: text, as: UTF8.self).utf16)
    let wantedUnits = Array(String(decoding: wanted, as: UTF8.self).utf16)
    return units.withUnsafeBufferPointer { units in
      wantedUnits.withUnsafeBufferPointer { search($0, units, position, occurrence) }
    }
  }

  @inline(__always)
  private static func search<Unit: FixedWidthInteger>(
    _ wanted: UnsafeBufferPointer<Unit>, _ text: UnsafeBufferPointer<Unit>, _ position: Int,
    _ occurrence: Int
  ) -> Int {
    guard position != 0, occurrence > 0, abs(position) <= text.count else { return 0 }
    let last = text.count - wanted.count
    let step = position > 0 ? 1 : -1
    var start = position > 0 ? position - 1 : min(text.count + position, last)
    var seen = 0
    while start >= 0 && start <= last {
      var i = 0
      while i < wanted.count && text[start + i] == wanted[i] { i += 1 }
      if i == wanted.count {
        seen += 1
        if seen == occurrence { return start + 1 }
      }
      start += step
    }
    return 0
  }
}
