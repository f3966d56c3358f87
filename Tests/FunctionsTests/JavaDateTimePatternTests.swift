// Patterns of java.time: what they print, what they read, and what they refuse.

import Functions
import Platform
import Testing

@Suite struct JavaDateTimePatternTests {
  private static let zones = TimeZones(files: PosixFileSystem())

  private func print(_ pattern: String, _ value: PatternTime) throws -> String? {
    let compiled = try JavaDateTimePattern(pattern)
    return try? compiled.text(of: value)
  }

  private func read(_ pattern: String, _ text: String, zone: String = "UTC") throws -> Int64 {
    var text = text
    let zone = try #require(Self.zones.zone(zone))
    let compiled = try JavaDateTimePattern(pattern)
    let result: Result<Int64, FunctionError> = text.withUTF8 { bytes in
      do throws(FunctionError) {
        return .success(try compiled.timestamp(bytes, in: zone, zones: Self.zones))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// 2018-05-11T21:58:33.007Z
  private let instant: Int64 = 1_526_075_913_007

  @Test func printsEveryField() throws {
    let value = PatternTime(epochMilliseconds: instant, in: .utc)
    for (pattern, text) in [
      ("yyyy-MM-dd'T'HH:mm:ss.SSS", "2018-05-11T21:58:33.007"),
      ("yy/M/d H:m:s", "18/5/11 21:58:33"),
      ("uuuu", "2018"), ("y", "2018"), ("yyyyy", "02018"), ("D DD DDD", "131 131 131"),
      ("MMM MMMM MMMMM", "May May M"), ("LLLL", "May"), ("Q QQ QQQ QQQQ", "2 02 Q2 2nd quarter"),
      ("E EEE EEEE EEEEE", "Fri Fri Friday F"), ("e c", "6 6"), ("G GGGG", "AD Anno Domini"),
      ("h:mm a K k hh", "9:58 PM 9 21 09"),
      ("S SS SSSSSS n A N", "0 00 007000 7000000 79113007 79113007000000"),
      ("Y w W F", "2018 19 2 2"), ("'it''s' ''", "it's '"), ("g", "58249"),
      ("[yyyy][-MM]", "2018-05"),
      ("VV z X x XX xx XXX xxx Z ZZZZ O", "UTC UTC Z +00 Z +0000 Z +00:00 +0000 GMT GMT"),
      ("zzzz", "Coordinated Universal Time"),
    ] {
      #expect(try print(pattern, value) == text, "\(pattern)")
    }
  }

  @Test func printsLocalTimesOfZones() throws {
    let york = PatternTime(
      epochMilliseconds: instant, in: try #require(Self.zones.zone("America/New_York")))
    #expect(
      try print("MM-dd HH:mm VV z zzzz X XX XXX Z O OOOO ZZZZZ", york)
        == "05-11 17:58 America/New_York EDT Eastern Daylight Time -04 -0400 -04:00 -0400 GMT-4 GMT-04:00 -04:00"
    )
    let odd = PatternTime(epochMilliseconds: 0, in: try #require(Self.zones.zone("+05:30")))
    #expect(try print("HH:mm X XXXX O z", odd) == "05:30 +0530 +0530 GMT+5:30 +05:30")
    let early = PatternTime(epochMilliseconds: -62_198_755_200_001, in: .utc)
    #expect(try print("uuuu yyyy G HH:mm:ss.SSS", early) == "-0002 0003 BC 23:59:59.999")
  }

  @Test func refusesFieldsThatAValueLacks() throws {
    #expect(try print("HH:mm", PatternTime(day: 0)) == nil)
    #expect(try print("yyyy", PatternTime(millisecondOfDay: 0)) == nil)
    #expect(try print("yyyy z", PatternTime(day: 0)) == nil)
    #expect(try print("yyyy-MM-dd[ HH:mm]", PatternTime(day: 17_662)) == "2018-05-11")
    #expect(try print("n", PatternTime(millisecondOfDay: 1_500)) == "500000000")
  }

  @Test func refusesWrongPatterns() {
    for pattern in [
      "b", "yyyy-MM-dd'T", "[yyyy]]", "{", "ddd", "HHH", "SSSSSSSSSS", "V", "OO", "XXXXXX", "zzzzz",
      "aa", "MMMMMM", "pppH",
    ] {
      #expect(throws: FunctionError.self, "\(pattern)") { try JavaDateTimePattern(pattern) }
    }
  }

  @Test func readsTexts() throws {
    let second: Int64 = 1_526_075_913_000
    for (pattern, text, result) in [
      ("yyyy-MM-dd'T'HH:mm:ss.SSS", "2018-05-11T21:58:33.007", instant),
      ("yyyy-MM-dd'T'HH:mm:ssX", "2018-05-11t21:58:33z", second),
      ("yyyyMMddHHmmssSSS", "20180511215833007", instant),
      ("yyyyMMdd", "20180511", 1_525_996_800_000), ("yy-M-d", "18-5-11", 1_525_996_800_000),
      ("dd-MMM-uuuu", "11-mAY-2018", 1_525_996_800_000),
      ("EEEE, d MMMM yyyy", "friday, 11 May 2018", 1_525_996_800_000),
      ("MMM-yyyy", "JAN-2022", 1_640_995_200_000), ("yyyy", "1970", 0),
      ("HH:mm", "01:02", 3_720_000), ("hh:mm a", "01:02 pm", 46_920_000), ("hh", "03", 10_800_000),
      ("yyyy-DDD", "2020-366", 1_609_372_800_000), ("yyyy-MM-dd", "2018-02-31", 1_519_776_000_000),
      ("yyyy-MM-dd HH:mm", "2018-05-11 24:00", 1_526_083_200_000),
      ("yyyy-MM-dd HH:mm:ss zzz", "2018-05-11 21:58:33 PST", second + 25_200_000),
      ("yyyy-MM-dd HH:mm:ss VV", "2018-05-11 21:58:33 Europe/Paris", second - 7_200_000),
      ("yyyy-MM-dd HH:mm:ss VV", "2018-05-11 21:58:33 +02:00", second - 7_200_000),
      ("yyyy-MM-dd HH:mm:ssZ", "2018-05-11 21:58:33-0130", second + 5_400_000),
      ("yyyy-MM-dd HH:mm:ssxxx", "2018-05-11 21:58:33+00:30", second - 1_800_000),
      ("yyyy-MM-dd HH:mm:ss OOOO", "2018-05-11 21:58:33 GMT+01:00", second - 3_600_000),
      ("yyyy-MM-dd[ HH[:mm]]", "2018-05-11 21", 1_526_072_400_000),
      ("yyyy-MM-dd[ HH[:mm]]", "2018-05-11", 1_525_996_800_000),
      (
        "yyyy-MM-dd HH:mm:ss zzzz", "2018-05-11 21:58:33 Pacific Daylight Time", second + 25_200_000
      ),
      ("u G", "-5 BC", -62_324_985_600_000), ("A", "1500", 1_500),
      ("'a'[-'b']'c' HH", "ac 01", 3_600_000),
      ("'a'[-'b']'c' HH", "a-bc 01", 3_600_000), ("yyyy-MM-dd", "2020-02-29", 1_582_934_400_000),
      ("s.n", "1.5000000", 1_005),
    ] as [(String, String, Int64)] {
      #expect(throws: Never.self, "\(pattern) \(text)") {
        let value = try read(pattern, text)
        #expect(value == result, "\(pattern) \(text)")
      }
    }
  }

  @Test func theZoneGivenAppliesWhenTheTextHasNone() throws {
    #expect(
      try read("yyyy-MM-dd HH:mm", "2018-07-01 12:00", zone: "Europe/Paris") == 1_530_439_200_000)
    #expect(
      try read("yyyy-MM-dd HH:mmX", "2018-07-01 12:00Z", zone: "Europe/Paris") == 1_530_446_400_000)
    // Skipped by the clock: moves later.
    #expect(
      try read("yyyy-MM-dd HH:mm", "2024-03-31 02:30", zone: "Europe/Paris") == 1_711_848_600_000)
  }

  @Test func refusesTextsThatDoNotFit() {
    for (pattern, text) in [
      ("yyyy-MM-dd", "2018-13-01"), ("yyyy-MM-dd", "2018-00-01"), ("yyyy-MM-dd", "2018-01-32"),
      ("yyyy-MM-dd", "18-01-01"), ("yyyy-MM-dd", "2018-1-01"), ("yyyy-MM-dd", "2018-01-01 "),
      ("yyyy-MM-dd", "2018-01-0"), ("yyyy-MM-dd", ""), ("yyyy", "12018"), ("yyyy", "+2018"),
      ("yyyy-DDD", "2019-366"), ("DDD", "366"), ("HH:mm", "25:00"), ("HH:mm", "24:01"),
      ("HH:mm", "12:60"), ("hh a", "13 AM"), ("hh a", "12 XX"), ("MMM", "Foo"), ("MMM", "Janu"),
      ("EEE yyyy-MM-dd", "Mon 2018-05-11"), ("HH HH", "10 11"), ("X", "+1"), ("XXX", "+0100"),
      ("VV", "Mars/Olympus"), ("Y-ww", "2018-"), ("SSS", "12"), ("yyyyMMdd", "2018051"),
    ] {
      #expect(throws: FunctionError.self, "\(pattern) \(text)") { try read(pattern, text) }
    }
    #expect(throws: FunctionError("Text '2018-x' could not be parsed at index 5")) {
      try read("yyyy-MM", "2018-x")
    }
    #expect(
      throws: FunctionError("Text '2018x' could not be parsed, unparsed text found at index 4")
    ) {
      try read("yyyy", "2018x")
    }
  }

  @Test func randomTextsNeverTrap() throws {
    let random = SeededRandomSource(seed: 7)
    let alphabet = Array("0123456789-:+ TZJanUTCGM/é[]'.".utf8)
    let patterns = try [
      "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "yyyyMMddHHmmss", "d MMM uuuu[ hh:mm a][ zzz]", "VV O",
      "EEEE",
    ].map { try JavaDateTimePattern($0) }
    for _ in 0..<4_000 {
      let text = (0..<random.next(below: 24)).map { _ in
        alphabet[random.next(below: alphabet.count)]
      }
      for pattern in patterns {
        text.withUnsafeBufferPointer {
          _ = try? pattern.timestamp($0, in: .utc, zones: Self.zones)
        }
      }
    }
  }

  @Test func whatIsPrintedIsRead() throws {
    let random = SeededRandomSource(seed: 3)
    let zone = try #require(Self.zones.zone("America/New_York"))
    for pattern in [
      "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "EEE, d MMM uuuu hh:mm:ss.SSS a Z", "uuuu DDD A XXXXX",
      "yyyyMMddHHmmssSSSx", "G y/M/d k:m:s.SSS VV XXX",
    ] {
      let compiled = try JavaDateTimePattern(pattern)
      for _ in 0..<300 {
        let instant = Int64(random.next(below: 4_000_000_000_000)) - 1_000_000_000_000
        let text = try compiled.text(of: PatternTime(epochMilliseconds: instant, in: zone))
        let back = try read(pattern, text)
        // In the repeated hour of autumn a region alone cannot say which of the two is meant.
        let isAmbiguous = pattern.contains("VV") && back == instant - 3_600_000
        #expect(
          back == instant || isAmbiguous, "\(pattern) \(text)")
      }
    }
  }
}
