// Time zones by name: offsets and UTC are computed, regions come from the system's compiled time
// zone files, each read once. Without such files regions are unknown; nothing else is lost.

import Glibc
import Synchronization

/// The time zones that a process knows. Safe to use from any thread.
package final class TimeZones: Sendable {
  private let files: any FileSystem
  private let directory: String
  private let cache = Mutex<[String: ZoneRules]>([:])
  /// The zone of the machine.
  package let local: ZoneRules

  /// Zones from compiled files in a folder.
  package init(
    files: any FileSystem, directory: String = "/usr/share/zoneinfo", local: ZoneRules = .utc
  ) {
    self.files = files
    self.directory = directory
    self.local = local
  }

  /// The zones of this machine; `local` is what TZ or /etc/localtime says, else UTC.
  package static let system: TimeZones = {
    let files = PosixFileSystem()
    let zones = TimeZones(files: files)
    let named = getenv("TZ").flatMap { zones.zone(String(cString: $0)) }
    let configured = (try? files.contents(of: "/etc/localtime")).flatMap {
      ZoneRules(id: "localtime", file: $0)
    }
    return TimeZones(files: files, local: named ?? configured ?? .utc)
  }()

  /// The zone of this name: `Z`, `UTC`, `GMT+2`, `+01:00`, `Europe/London`; nil when there is none.
  package func zone(_ id: String) -> ZoneRules? {
    if let known = cache.withLock({ $0[id] }) { return known }
    guard let rules = TimeZones.fixed(id) ?? region(id) else { return nil }
    cache.withLock { $0[id] = rules }
    return rules
  }

  private func region(_ id: String) -> ZoneRules? {
    guard TimeZones.isRegion(id),
      let bytes = try? files.contents(of: directory + "/" + id)
    else { return nil }
    return ZoneRules(id: id, file: bytes)
  }

  /// Names that are files of the folder but no zones.
  private static let noRegions: Set<String> = ["localtime", "posixrules", "Factory"]

  /// Letters first, then letters, digits and `/._+-~`, no way out of the folder.
  private static func isRegion(_ id: String) -> Bool {
    let utf8 = Array(id.utf8)
    guard utf8.count >= 2, utf8.count <= 64, isLetter(utf8[0]) else { return false }
    for c in utf8 where !(isLetter(c) || isDigit(c) || "/._+-~".utf8.contains(c)) { return false }
    let parts = id.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else { return false }
    return !noRegions.contains(id) && parts[0] != "posix" && parts[0] != "right"
  }

  private static func isLetter(_ c: UInt8) -> Bool { c | 0x20 >= 97 && c | 0x20 <= 122 }
  private static func isDigit(_ c: UInt8) -> Bool { c >= 48 && c <= 57 }

  /// `Z`, `UTC`, `GMT`, `UT`, an offset, or one of the three followed by an offset.
  private static func fixed(_ id: String) -> ZoneRules? {
    if id == "Z" { return ZoneRules(id: id, offsetSeconds: 0) }
    for prefix in ["UTC", "GMT", "UT"] where id.hasPrefix(prefix) {
      let rest = id.dropFirst(prefix.count)
      if rest.isEmpty { return ZoneRules(id: id, offsetSeconds: 0, name: prefix) }
      guard let seconds = offsetSeconds(String(rest)) else { continue }
      return ZoneRules(
        id: id, offsetSeconds: seconds, name: prefix + ZoneRules.offsetText(seconds))
    }
    return offsetSeconds(id).map { ZoneRules(id: id, offsetSeconds: $0) }
  }

  /// `±h`, `±hh`, `±hh:mm`, `±hhmm`, `±hh:mm:ss`, `±hhmmss`, at most 18 hours.
  package static func offsetSeconds(_ text: String) -> Int? {
    let utf8 = Array(text.utf8)
    guard let sign = utf8.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
      return nil
    }
    var digits: [Int] = []
    var colons: [Int] = []
    for c in utf8.dropFirst() {
      if c == UInt8(ascii: ":") {
        colons.append(digits.count)
      } else if isDigit(c) {
        digits.append(Int(c - 48))
      } else {
        return nil
      }
    }
    let shapes = [1: [[]], 2: [[]], 4: [[], [2]], 6: [[], [2, 4]]]
    guard let allowed = shapes[digits.count], allowed.contains(colons) else { return nil }
    if digits.count == 1 { digits.insert(0, at: 0) }
    func pair(_ i: Int) -> Int { i + 1 < digits.count ? digits[i] * 10 + digits[i + 1] : 0 }
    guard pair(2) < 60, pair(4) < 60 else { return nil }
    let seconds = pair(0) * 3600 + pair(2) * 60 + pair(4)
    guard seconds <= 18 * 3600 else { return nil }
    return sign == UInt8(ascii: "-") ? -seconds : seconds
  }
}
