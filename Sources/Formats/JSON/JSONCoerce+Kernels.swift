// The values that the short paths of `JSONRead` leave over: nested values, NULL, long numbers, and
// values of one kind that become another (text to number, anything to text).
//
// Safe because every byte is compared with `end` here, and else for the reasons given in
// `JSONRead+Kernels.swift`.

import Platform
import Values

enum JSONCoerce {
  static func value(
    _ p: BytePointer, _ end: BytePointer, _ m: JSONMachinePointer, vector: Int, row: Int,
    depth: Int
  ) -> BytePointer? {
    let v = m.pointee.vectors + vector
    switch p.pointee {
    case 0x6E:
      return JSONSkip.literal(p, end, m)
    case 0x22:
      if v.pointee.kind == .string { return JSONRead.string(p + 1, end, m, v, row: row) }
      return text(p, end, m, v, vector: vector, row: row)
    case 0x7B, 0x5B:
      return nested(p, end, m, vector: vector, row: row, depth: depth)
    case 0x74, 0x66:
      guard let after = JSONSkip.literal(p, end, m) else { return nil }
      if v.pointee.kind == .boolean {
        v.pointee.set(row, UInt8(p.pointee == 0x74 ? 1 : 0))
        return after
      }
      guard v.pointee.kind == .string else { return m.conversion(p, vector: vector) }
      return finish(v.pointee.append(p, after - p), v, row, after, m)
    case 0x2D, 0x30...0x39:
      guard let token = NumberText.scanJSON(p, end) else { return m.syntax("bad number", at: p) }
      return number(token, m, v, vector: vector, row: row)
    default:
      return m.syntax("expected a value", at: p)
    }
  }

  private static func finish(
    _ isAppended: Bool, _ v: UnsafeMutablePointer<VectorWriter>, _ row: Int, _ after: BytePointer,
    _ m: JSONMachinePointer
  ) -> BytePointer? {
    guard isAppended else { return m.fail("the batch holds more than 2 GiB of text") }
    v.pointee.setValid(row)
    return after
  }

  // MARK: - Numbers

  private static func number(
    _ token: NumberToken, _ m: JSONMachinePointer, _ v: UnsafeMutablePointer<VectorWriter>,
    vector: Int, row: Int
  ) -> BytePointer? {
    switch v.pointee.kind {
    case .integer, .date:
      v.pointee.set(row, Int32(truncatingIfNeeded: NumberText.truncatedBits(token)))
    case .bigint, .timestamp:
      v.pointee.set(row, NumberText.truncatedBits(token))
    case .double:
      v.pointee.set(row, NumberText.double(token))
    case .time:
      return time(NumberText.truncatedBits(token), token.end, m, v, row)
    case .decimal:
      return decimal(token, token.end, m, v, row)
    case .string:
      var text = NumberText.canonical(token)
      return text.withUTF8 { utf8 in
        let isAppended = utf8.baseAddress.map { v.pointee.append($0, utf8.count) } ?? true
        return finish(isAppended, v, row, token.end, m)
      }
    case .boolean, .bytes, .array, .map, .struct:
      return m.conversion(token.start, vector: vector)
    }
    return token.end
  }

  private static func time(
    _ milliseconds: Int64, _ after: BytePointer, _ m: JSONMachinePointer,
    _ v: UnsafeMutablePointer<VectorWriter>, _ row: Int
  ) -> BytePointer? {
    guard milliseconds >= 0, milliseconds <= CivilText.millisecondsPerDay else {
      return m.fail(FieldText.timeRange)
    }
    v.pointee.set(row, Int32(truncatingIfNeeded: milliseconds))
    return after
  }

  private static func decimal(
    _ token: NumberToken, _ after: BytePointer, _ m: JSONMachinePointer,
    _ v: UnsafeMutablePointer<VectorWriter>, _ row: Int
  ) -> BytePointer? {
    let (precision, scale) = (Int(v.pointee.precision), Int(v.pointee.scale))
    do throws(NumberText.DecimalMisfit) {
      v.pointee.set(row, try NumberText.decimal(token, precision: precision, scale: scale))
      return after
    } catch {
      return m.fail(FieldText.misfit(error, token, precision: precision, scale: scale))
    }
  }

  // MARK: - Text

  private static func text(
    _ p: BytePointer, _ end: BytePointer, _ m: JSONMachinePointer,
    _ v: UnsafeMutablePointer<VectorWriter>, vector: Int, row: Int
  ) -> BytePointer? {
    guard let (text, after) = JSONRead.text(p + 1, end, m) else { return nil }
    switch v.pointee.kind {
    case .integer, .date:
      guard let value = NumberText.integer(text), let narrow = Int32(exactly: value) else {
        return m.coercion(vector: vector)
      }
      v.pointee.set(row, narrow)
    case .bigint, .timestamp:
      guard let value = NumberText.integer(text) else { return m.coercion(vector: vector) }
      v.pointee.set(row, value)
    case .time:
      guard let value = NumberText.integer(text) else { return m.coercion(vector: vector) }
      return time(value, after, m, v, row)
    case .double:
      guard let value = NumberText.javaDouble(text) else { return m.coercion(vector: vector) }
      v.pointee.set(row, value)
    case .decimal:
      guard let start = text.baseAddress, let token = NumberText.scan(start, start + text.count),
        token.end == start + text.count
      else { return m.coercion(vector: vector) }
      return decimal(token, after, m, v, row)
    case .bytes:
      guard
        v.pointee.reserveBytes(v.pointee.byteCount + Base64.decodedCapacity(text.count)),
        let start = text.baseAddress,
        let count = Base64.decode(
          start, text.count, to: v.pointee.bytes + v.pointee.byteCount)
      else { return m.fail("the text is not base64") }
      v.pointee.byteCount += count
      v.pointee.setValid(row)
    case .boolean, .string, .array, .map, .struct:
      return m.conversion(p, vector: vector)
    }
    return after
  }

  // MARK: - Nested values

  private static func nested(
    _ p: BytePointer, _ end: BytePointer, _ m: JSONMachinePointer, vector: Int, row: Int,
    depth: Int
  ) -> BytePointer? {
    let v = m.pointee.vectors + vector
    let isObject = p.pointee == 0x7B
    switch v.pointee.kind {
    case .array where !isObject:
      guard let after = array(p + 1, end, m, vector: vector, row: row, depth: depth) else {
        return nil
      }
      v.pointee.setValid(row)
      return after
    case .map where isObject:
      guard
        let after = map(p + 1, end, m, vector: vector, row: row, depth: depth, dropping: [])
      else { return nil }
      v.pointee.setValid(row)
      return after
    case .struct where isObject:
      let keys = Int(v.pointee.keys)
      guard let after = JSONRead.object(p + 1, end, m, keys: keys, row: row, depth: depth) else {
        return nil
      }
      v.pointee.setValid(row)
      return after
    case .string:
      let after = JSONStringify.appendAsString(p, end, m, v, depth: depth)
      if after != nil { v.pointee.setValid(row) }
      return after
    default:
      return m.conversion(p, vector: vector)
    }
  }

  /// From behind `[` to behind `]`.
  private static func array(
    _ start: BytePointer, _ end: BytePointer, _ m: JSONMachinePointer, vector: Int, row: Int,
    depth: Int
  ) -> BytePointer? {
    guard depth < JSONMachine.depthMax else { return m.syntax("nested too deeply", at: start) }
    let v = m.pointee.vectors + vector
    let group = m.pointee.groups + Int(v.pointee.elements)
    let element = Int(v.pointee.firstChild)
    let first = group.pointee.count
    var p = JSONSkip.space(start, end)
    if p < end && p.pointee == 0x5D { return p + 1 }
    while true {
      guard p < end else { return m.syntax("unterminated array", at: end) }
      guard reserveRow(group, v, m) else { return m.fail("too many elements in one batch") }
      let i = group.pointee.count
      guard let after = JSONRead.value(p, end, m, vector: element, row: i, depth: depth + 1) else {
        return m.inside("[\(i - first)]")
      }
      VectorTree.endRow(group, m.pointee.vectors, m.pointee.groups)
      p = JSONSkip.space(after, end)
      guard p < end else { return m.syntax("unterminated array", at: end) }
      if p.pointee == 0x5D { return p + 1 }
      guard p.pointee == 0x2C else { return m.syntax("expected ',' or ']'", at: p) }
      p = JSONSkip.space(p + 1, end)
    }
  }

  /// Makes room for one more element.
  @inline(__always) private static func reserveRow(
    _ group: UnsafeMutablePointer<RowGroup>, _ v: UnsafeMutablePointer<VectorWriter>,
    _ m: JSONMachinePointer
  ) -> Bool {
    if group.pointee.count < group.pointee.capacity { return true }
    guard group.pointee.count < Int(Int32.max) / 2 else { return false }
    let index = Int(v.pointee.elements)
    m.pointee.tree._withUnsafeGuaranteedRef { $0.grow(index) }
    return true
  }

  /// From behind `{` to behind `}`. Keys are distinct afterwards: of several equal ones the last
  /// stays. Entries at the positions in `dropping` are walked over.
  private static func map(
    _ start: BytePointer, _ end: BytePointer, _ m: JSONMachinePointer, vector: Int, row: Int,
    depth: Int, dropping: Set<Int>
  ) -> BytePointer? {
    guard depth < JSONMachine.depthMax else { return m.syntax("nested too deeply", at: start) }
    let v = m.pointee.vectors + vector
    let group = m.pointee.groups + Int(v.pointee.elements)
    let keys = m.pointee.vectors + Int(v.pointee.firstChild)
    let first = group.pointee.count
    var position = 0
    var p = JSONSkip.space(start, end)
    if p < end && p.pointee == 0x7D { return p + 1 }
    while true {
      guard p < end, p.pointee == 0x22 else { return m.syntax("expected a key", at: p) }
      guard reserveRow(group, v, m) else { return m.fail("too many elements in one batch") }
      let i = group.pointee.count
      guard let key = JSONRead.string(p + 1, end, m, keys, row: i) else { return nil }
      p = JSONSkip.space(key, end)
      guard p < end, p.pointee == 0x3A else { return m.syntax("expected ':'", at: p) }
      p = JSONSkip.space(p + 1, end)
      guard p < end else { return m.syntax("expected a value", at: p) }
      // Keys are STRING, one vector; the values' vector comes right after it.
      let element = Int(v.pointee.firstChild) + 1
      guard let after = JSONRead.value(p, end, m, vector: element, row: i, depth: depth + 1) else {
        return m.inside(mapPath(keys, i))
      }
      if dropping.contains(position) {
        m.pointee.tree._withUnsafeGuaranteedRef { $0.truncate(Int(v.pointee.elements), to: i) }
      } else {
        VectorTree.endRow(group, m.pointee.vectors, m.pointee.groups)
      }
      position += 1
      p = JSONSkip.space(after, end)
      guard p < end else { return m.syntax("unterminated object", at: end) }
      if p.pointee == 0x7D { break }
      guard p.pointee == 0x2C else { return m.syntax("expected ',' or '}'", at: p) }
      p = JSONSkip.space(p + 1, end)
    }
    let repeated = MapKeys.repeated(keys, first..<group.pointee.count)
    guard !repeated.isEmpty else { return p + 1 }
    m.pointee.tree._withUnsafeGuaranteedRef { $0.truncate(Int(v.pointee.elements), to: first) }
    return map(
      start, end, m, vector: vector, row: row, depth: depth, dropping: repeated)
  }

  private static func mapPath(_ keys: UnsafeMutablePointer<VectorWriter>, _ row: Int) -> String {
    let start = Int(keys.pointee.positions[row])
    let key = UnsafeBufferPointer(
      start: keys.pointee.bytes + start, count: keys.pointee.byteCount - start)
    return ".\(String(decoding: key, as: UTF8.self)).value"
  }
}

enum MapKeys {
  /// Positions, counted from the first row, of keys that come again later.
  static func repeated(
    _ keys: UnsafeMutablePointer<VectorWriter>, _ rows: Range<Int>
  ) -> Set<Int> {
    guard rows.count > 1 else { return [] }
    var found: Set<Int> = []
    func bytes(_ row: Int) -> UnsafeBufferPointer<UInt8> {
      let start = Int(keys.pointee.positions[row])
      return UnsafeBufferPointer(
        start: keys.pointee.bytes + start, count: Int(keys.pointee.positions[row + 1]) - start)
    }
    if rows.count <= 12 {
      for row in rows.dropLast() {
        let key = bytes(row)
        for later in (row + 1)..<rows.upperBound where bytes(later).elementsEqual(key) {
          found.insert(row - rows.lowerBound)
          break
        }
      }
      return found
    }
    // Open addressing over row numbers; the last row of a key stays in its bucket.
    var size = 32
    while size < rows.count * 2 { size *= 2 }
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: size) { buckets in
      buckets.initialize(repeating: -1)
      for row in rows {
        let key = bytes(row)
        guard let start = key.baseAddress else { continue }
        let hash = ByteHash.hash(start, count: key.count, seed: 1)
        var bucket = Int(truncatingIfNeeded: hash) & (size - 1)
        while buckets[bucket] >= 0, !bytes(Int(buckets[bucket])).elementsEqual(key) {
          bucket = (bucket + 1) & (size - 1)
        }
        if buckets[bucket] >= 0 { found.insert(Int(buckets[bucket]) - rows.lowerBound) }
        buckets[bucket] = Int32(row)
      }
    }
    return found
  }
}
