// Offsets of zones at instants and local times, before, at and after their changes.

import Platform
import Testing

@Suite struct TimeZonesTests {
  private let zones = TimeZones(files: PosixFileSystem())

  private func zone(_ id: String) throws -> ZoneRules {
    try #require(zones.zone(id), "no zone \(id)")
  }

  @Test func fixedOffsetsAreComputed() throws {
    for (id, seconds) in [
      ("Z", 0), ("UTC", 0), ("GMT", 0), ("UT", 0), ("GMT+2", 7200), ("UTC-03:30", -12600),
      ("+01:00", 3600), ("-5", -18000), ("+0130", 5400), ("+18", 64800), ("-00:00:30", -30),
    ] {
      #expect(try zone(id).offset(atEpochSecond: 0) == seconds, "\(id)")
      #expect(try zone(id).isFixed)
    }
  }

  @Test func namesThatAreNoZonesAreRefused() {
    for id in [
      "", "X", "PST", "+19", "+1:00", "+01:0", "+01:00:0", "GMT+25", "../passwd", "Europe/../UTC",
      "Europe//London", "posixrules", "right/UTC", "leapseconds", "Mars/Olympus", "europe/london",
    ] {
      #expect(zones.zone(id) == nil, "\(id)")
    }
  }

  @Test func offsetsFollowTheTransitions() throws {
    let paris = try zone("Europe/Paris")
    // 2024-03-31T01:00Z and 2024-10-27T01:00Z.
    #expect(paris.offset(atEpochSecond: 1_711_846_799) == 3600)
    #expect(paris.offset(atEpochSecond: 1_711_846_800) == 7200)
    #expect(paris.offset(atEpochSecond: 1_729_990_799) == 7200)
    #expect(paris.offset(atEpochSecond: 1_729_990_800) == 3600)
    #expect(paris.abbreviation(atEpochSecond: 1_720_000_000) == "CEST")
    let york = try zone("America/New_York")
    #expect(york.offset(atEpochSecond: -3_000_000_000) == -17762)
    #expect(york.offset(atEpochSecond: 0) == -18000)
  }

  @Test func theFooterRuleSpeaksForTheFuture() throws {
    let paris = try zone("Europe/Paris")
    // 2100-03-28T01:00Z and 2100-07-01.
    #expect(paris.offset(atEpochSecond: 4_109_878_799) == 3600)
    #expect(paris.offset(atEpochSecond: 4_109_878_800) == 7200)
    #expect(paris.offset(atEpochSecond: 4_118_083_200) == 7200)
    // The southern summer spans the turn of the year.
    let sydney = try zone("Australia/Sydney")
    #expect(sydney.offset(atEpochSecond: 4_102_444_800) == 39600)
    #expect(sydney.offset(atEpochSecond: 4_118_083_200) == 36000)
    #expect(try zone("Asia/Kolkata").offset(atEpochSecond: 4_118_083_200) == 19800)
  }

  @Test func skippedAndRepeatedLocalTimesTakeTheEarlierOffset() throws {
    let paris = try zone("Europe/Paris")
    // On 2024-03-31 clocks go from 02:00 to 03:00, on 2024-10-27 from 03:00 back to 02:00.
    let spring: Int64 = 1_711_850_400
    #expect(paris.offset(atLocalSecond: spring - 1) == 3600)
    #expect(paris.offset(atLocalSecond: spring + 1800) == 3600)
    #expect(paris.offset(atLocalSecond: spring + 3600) == 7200)
    let autumn: Int64 = 1_729_994_400
    #expect(paris.offset(atLocalSecond: autumn - 1) == 7200)
    #expect(paris.offset(atLocalSecond: autumn + 1800) == 7200)
    #expect(paris.offset(atLocalSecond: autumn + 3600) == 3600)
    #expect(ZoneRules.utc.offset(atLocalSecond: 5) == 0)
  }

  @Test func damagedFilesAreRefused() throws {
    let whole = try PosixFileSystem().contents(of: "/usr/share/zoneinfo/Europe/Paris")
    #expect(ZoneRules(id: "Europe/Paris", file: whole) != nil)
    for length in 0..<(whole.count - 32) {
      #expect(ZoneRules(id: "Europe/Paris", file: Array(whole.prefix(length))) == nil, "\(length)")
    }
    #expect(ZoneRules(id: "X", file: Array("TZif".utf8)) == nil)
  }
}
