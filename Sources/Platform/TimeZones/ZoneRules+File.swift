// Reading a compiled time zone file (RFC 8536, "TZif"), version 2 or later; of version 1 files the
// 32-bit data. Every count is checked against the length of the file.
//
//   header 44 bytes: "TZif", version, 15 unused, six UInt32 counts
//   data: transition times, type indexes, types (Int32 offset, UInt8 daylight, UInt8 name), names, …
//   version 2+: header and data again with 64-bit times, then "\n" rule "\n"

extension ZoneRules {
  /// The zone of a compiled file's content; nil when the bytes are none.
  package convenience init?(id: String, file: [UInt8]) {
    guard let first = TZifHeader(file, at: 0) else { return nil }
    var header = first
    var timeSize = 4
    if first.version >= 2 {
      guard let second = TZifHeader(file, at: first.dataStart + first.dataSize(timeSize: 4)) else {
        return nil
      }
      header = second
      timeSize = 8
    }
    let end = header.dataStart + header.dataSize(timeSize: timeSize)
    guard end <= file.count, header.typeCount > 0 else { return nil }
    var position = header.dataStart
    let transitions = (0..<header.timeCount).map { i in
      file.bigEndian(at: position + i * timeSize, size: timeSize)
    }
    position += header.timeCount * timeSize
    let indexes = Array(file[position..<(position + header.timeCount)])
    position += header.timeCount
    let names = position + header.typeCount * 6
    let types = (0..<header.typeCount).map { i in
      let place = position + i * 6
      return ZoneType(
        offsetSeconds: Int(file.bigEndian(at: place, size: 4)), isDaylight: file[place + 4] != 0,
        name: file.name(
          from: names + Int(file[place + 5]), until: names + header.nameSize))
    }
    guard indexes.allSatisfy({ Int($0) < types.count }),
      zip(transitions, transitions.dropFirst()).allSatisfy({ $0 < $1 })
    else { return nil }
    var footer: PosixZoneRule?
    if timeSize == 8, end < file.count {
      let rule = file[(end + 1)...].prefix { $0 != 10 }
      footer = rule.isEmpty ? nil : PosixZoneRule(Array(rule))
    }
    self.init(
      id: id, transitions: transitions, typeIndexes: indexes, types: types, firstType: types[0],
      footer: footer)
  }
}

private struct TZifHeader {
  let version: Int
  let dataStart: Int
  let timeCount: Int
  let typeCount: Int
  let nameSize: Int
  private let leapCount: Int
  private let standardCount: Int
  private let universalCount: Int

  init?(_ file: [UInt8], at start: Int) {
    guard start >= 0, start + 44 <= file.count,
      file[start..<(start + 4)].elementsEqual([84, 90, 105, 102])
    else { return nil }
    let counts = (0..<6).map { Int(file.bigEndian(at: start + 20 + $0 * 4, size: 4)) }
    guard counts.allSatisfy({ $0 >= 0 && $0 < 1 << 20 }) else { return nil }
    version = file[start + 4] == 0 ? 1 : Int(file[start + 4]) - 48
    universalCount = counts[0]
    standardCount = counts[1]
    leapCount = counts[2]
    timeCount = counts[3]
    typeCount = counts[4]
    nameSize = counts[5]
    dataStart = start + 44
  }

  func dataSize(timeSize: Int) -> Int {
    timeCount * (timeSize + 1) + typeCount * 6 + nameSize + leapCount * (timeSize + 4)
      + standardCount + universalCount
  }
}

extension [UInt8] {
  /// A signed big-endian number of 4 or 8 bytes.
  fileprivate func bigEndian(at position: Int, size: Int) -> Int64 {
    var value: UInt64 = 0
    for i in 0..<size { value = value << 8 | UInt64(self[position + i]) }
    return size == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
  }

  fileprivate func name(from start: Int, until end: Int) -> String {
    guard start < end, end <= count else { return "" }
    return String(decoding: self[start..<end].prefix { $0 != 0 }, as: UTF8.self)
  }
}
