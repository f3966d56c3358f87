import Testing
import Values

struct DecimalTests {
  @Test func textKeepsTheScale() {
    for text in ["0", "0.00", "10.50", "-0.05", "99999999999999999999999999999999999999", "-1"] {
      #expect(Decimal(text)?.description == text)
    }
    #expect(Decimal("1e3")?.description == "1000")
    #expect(Decimal("12.5e-1")?.description == "1.25")
    #expect(Decimal(".5")?.description == "0.5")
  }

  @Test func whatIsNoNumberIsRefused() {
    for text in ["", ".", "-", "1.2.3", "1e", "1e+", "abc", " 1", "1 ", "0x1"] {
      #expect(Decimal(text) == nil, "\(text)")
    }
    #expect(Decimal(String(repeating: "9", count: 39)) == nil)
  }

  @Test func roundingFollowsItsName() {
    let half = Decimal(unscaled: 25, scale: 1)
    let negative = Decimal(unscaled: -25, scale: 1)
    #expect(half.rescaled(to: 0, rounding: .halfUp) == 3)
    #expect(negative.rescaled(to: 0, rounding: .halfUp) == -3)
    #expect(negative.rescaled(to: 0, rounding: .halfCeiling) == -2)
    #expect(half.rescaled(to: 0, rounding: .exact) == nil)
    #expect(negative.rescaled(to: 0, rounding: .floor) == -3)
    #expect(negative.rescaled(to: 0, rounding: .ceiling) == -2)
    #expect(half.rescaled(to: 3, rounding: .exact) == 2500)
    #expect(Decimal(unscaled: 1, scale: 0).rescaled(to: 38, rounding: .exact) == nil)
  }

  @Test func numbersCompareAcrossScales() {
    #expect(Decimal.compare(1050, scale: 2, 105, scale: 1) == 0)
    #expect(Decimal.compare(-1, scale: 30, 0, scale: 0) < 0)
    #expect(Decimal.compare(5, scale: 0, 49, scale: 1) > 0)
    let huge = Decimal.powerOfTen(37)
    #expect(Decimal.compare(1, scale: 38, huge, scale: 0) < 0)
    #expect(Decimal.compare(-1, scale: 38, -huge, scale: 0) > 0)
  }

  @Test func doublesAreTheNearestOnes() {
    #expect(Decimal("0.1")?.doubleValue == 0.1)
    #expect(Decimal("12345678901234567890.5")?.doubleValue == 12345678901234567890.5)
    #expect(Decimal(0.1)?.description == "0.1")
    #expect(Decimal(Double.nan) == nil)
  }
}
