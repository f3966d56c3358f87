import Testing
import Values

struct TextTests {
  @Test func doublesPrintAsInJava() {
    let cases: [(Double, String)] = [
      (0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (100, "100.0"), (1e7, "1.0E7"),
      (9_999_999, "9999999.0"), (1.5, "1.5"), (0.001, "0.001"), (0.0001, "1.0E-4"),
      (123456.789, "123456.789"), (1e10, "1.0E10"), (-2.5e-7, "-2.5E-7"), (.nan, "NaN"),
      (.infinity, "Infinity"), (-.infinity, "-Infinity"),
      (1.7976931348623157e308, "1.7976931348623157E308"),
    ]
    for (value, text) in cases { #expect(DoubleText.string(value) == text) }
  }

  @Test func integersPrintAtTheirLimits() {
    for value in [0, 9, 10, 99, 100, -1, -10, Int64.max, Int64.min] {
      let text = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { buffer in
        let count = IntegerText.write(value, to: buffer.baseAddress!)
        return String(decoding: buffer[0..<count], as: UTF8.self)
      }
      #expect(text == String(value))
    }
  }

  @Test func datesGoThereAndBack() {
    for day in [-719_528, -1, 0, 59, 60, 10_957, 11_016, 2_932_896] {
      #expect(CivilDate(daysSinceEpoch: day).daysSinceEpoch == day)
    }
    #expect(CivilText.date(0) == "1970-01-01")
    #expect(CivilText.date(11_016) == "2000-02-29")
    #expect(CivilText.timestamp(-1) == "1969-12-31T23:59:59.999")
    #expect(CivilText.time(3_600_000) == "01:00")
    #expect(CivilText.time(3_601_000) == "01:00:01")
  }
}
