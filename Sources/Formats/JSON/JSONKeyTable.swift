// The keys of one kind of JSON object (the record, or a STRUCT): which of them are wanted, and in
// which order they come.
//
// Producers write keys in the same order again and again. Each entry therefore remembers which
// key came after it last time; the scanner compares the bytes at hand with that one and is right
// almost always. On a miss it looks the key up by hash, so that a random order costs a hash per
// key and no more. Unknown keys are learned too, as long as there is room.
//
//   entry 0            any key that is not wanted and was not learned
//   entry 1            the start of an object, as predecessor of its first key
//   entries 2, 4, 6 …  the fields, by their exact names
//   entries 3, 5, 7 …  the fields, by a spelling that matches only in upper case
//   entries after      learned spellings
//
// Safe because the table owns entries, buckets and key bytes, never moves them, and pads key bytes
// by 16 so that blocks can be compared.

import Values

struct JSONKeyEntry {
  /// The first 16 bytes of the key as written, with both quotes, and which of them count.
  var head = SIMD2<UInt64>(0, 0)
  var headMask = SIMD2<UInt64>(~0, ~0)
  /// All bytes, with both quotes.
  var bytes: BytePointer
  /// Their number; 0 for entries without bytes, whose head matches no key.
  var length = 0
  /// The vector that takes the value, -1 when nobody wants it.
  var vector: Int32 = -1
  /// Position among the fields, for the rule that an exact name wins.
  var field: Int32 = -1
  var isExact = false
  /// The entry of the key that came next last time.
  var next: Int32 = 0
}

struct JSONKeyTable {
  static let objectStart = 1
  static let learnedMax = 256
  static let keyLengthMax = 128
  private static let seed: UInt64 = 0x5EED

  var entries: UnsafeMutablePointer<JSONKeyEntry>
  var entryCount: Int
  var entryCapacity: Int
  /// Entries from here on are learned spellings.
  var fieldEnd: Int32
  var buckets: UnsafeMutablePointer<Int32>
  var bucketMask: Int
  /// Bytes of learned keys; grows no further than `arenaCapacity`.
  var arena: MutableBytePointer
  var arenaUsed = 0
  var arenaCapacity: Int

  /// A table of fields and the vectors that take them.
  init(fields: [(name: String, vector: Int32)]) {
    fieldEnd = Int32(2 + 2 * fields.count)
    entryCapacity = Int(fieldEnd) + JSONKeyTable.learnedMax
    entries = .allocate(capacity: entryCapacity)
    var bucketCount = 16
    while bucketCount < entryCapacity * 2 { bucketCount *= 2 }
    buckets = .allocate(capacity: bucketCount)
    buckets.initialize(repeating: -1, count: bucketCount)
    bucketMask = bucketCount - 1
    let nameBytes = fields.reduce(0) { $0 + $1.name.utf8.count + 18 }
    arenaCapacity = nameBytes + 32 * JSONKeyTable.learnedMax
    arena = .allocate(capacity: arenaCapacity + 16)
    arena.initialize(repeating: 0, count: arenaCapacity + 16)
    entries.initialize(repeating: JSONKeyEntry(bytes: BytePointer(arena)), count: 2)
    entryCount = 2
    for (position, field) in fields.enumerated() {
      for isExact in [true, false] {
        var entry = JSONKeyEntry(bytes: BytePointer(arena))
        entry.vector = field.vector
        entry.field = Int32(position)
        entry.isExact = isExact
        (entries + entryCount).initialize(to: entry)
        entryCount += 1
      }
      var name = field.name
      name.withUTF8 { utf8 in
        // A name that JSON must escape is found by its unescaped bytes only.
        if let start = utf8.baseAddress {
          _ = setBytes(entryCount - 2, start, utf8.count)
        }
      }
    }
  }

  func deallocate() {
    entries.deallocate()
    buckets.deallocate()
    arena.deallocate()
  }

  // MARK: - Look-up

  /// The entry for the key whose bytes, as written between its quotes, are given; learned when it
  /// was not known. `unescaped` are its bytes without escapes.
  mutating func find(
    raw: UnsafeBufferPointer<UInt8>, unescaped: UnsafeBufferPointer<UInt8>
  ) -> Int32 {
    // With an escape in it, only a spelling learned before is the same key.
    if let known = lookUp(raw), known >= fieldEnd || !raw.contains(0x5C) { return known }
    let meaning = meaning(of: unescaped)
    guard entryCount < entryCapacity, raw.count <= JSONKeyTable.keyLengthMax,
      let start = raw.baseAddress
    else { return meaning }
    var entry = entries[Int(meaning)]
    entry.next = 0
    (entries + entryCount).initialize(to: entry)
    guard setBytes(entryCount, start, raw.count) else { return meaning }
    entryCount += 1
    return Int32(entryCount - 1)
  }

  /// The entry of the field that a key stands for, or entry 0.
  private func meaning(of key: UnsafeBufferPointer<UInt8>) -> Int32 {
    if let exact = lookUp(key), exact < fieldEnd { return exact }
    var isASCII = true
    for byte in key where byte >= 0x80 { isASCII = false }
    if isASCII {
      return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: key.count) { upper in
        for i in 0..<key.count {
          upper[i] = key[i] >= 97 && key[i] <= 122 ? key[i] - 32 : key[i]
        }
        return folded(UnsafeBufferPointer(rebasing: upper[0..<key.count]))
      }
    }
    var upper = String(decoding: key, as: UTF8.self).uppercased()
    return upper.withUTF8 { folded($0) }
  }

  private func folded(_ upper: UnsafeBufferPointer<UInt8>) -> Int32 {
    guard let exact = lookUp(upper), exact < fieldEnd else { return 0 }
    return exact + 1
  }

  private func lookUp(_ key: UnsafeBufferPointer<UInt8>) -> Int32? {
    guard let start = key.baseAddress else { return nil }
    var bucket = JSONKeyTable.hash(start, key.count) & bucketMask
    while buckets[bucket] >= 0 {
      let entry = entries + Int(buckets[bucket])
      if entry.pointee.length == key.count + 2,
        JSONKeyTable.equal(entry.pointee.bytes + 1, start, key.count)
      {
        return buckets[bucket]
      }
      bucket = (bucket + 1) & bucketMask
    }
    return nil
  }

  @inline(__always) static func hash(_ key: BytePointer, _ count: Int) -> Int {
    Int(truncatingIfNeeded: ByteHash.hash(key, count: count, seed: seed))
  }

  @inline(__always) static func equal(_ a: BytePointer, _ b: BytePointer, _ count: Int) -> Bool {
    for i in 0..<count where a[i] != b[i] { return false }
    return true
  }

  /// Gives an entry its bytes and a bucket; false when the arena is full.
  private mutating func setBytes(_ index: Int, _ key: BytePointer, _ count: Int) -> Bool {
    let length = count + 2
    guard arenaUsed + length + 16 <= arenaCapacity else { return false }
    let bytes = arena + arenaUsed
    bytes[0] = 0x22
    (bytes + 1).update(from: key, count: count)
    bytes[count + 1] = 0x22
    arenaUsed += length
    var mask = SIMD16<UInt8>(repeating: 0)
    for i in 0..<min(16, length) { mask[i] = 0xFF }
    entries[index].bytes = BytePointer(bytes)
    entries[index].length = length
    entries[index].headMask = unsafeBitCast(mask, to: SIMD2<UInt64>.self)
    entries[index].head =
      unsafeBitCast(ByteBlocks.load(BytePointer(bytes)) & mask, to: SIMD2<UInt64>.self)
    var bucket = JSONKeyTable.hash(key, count) & bucketMask
    while buckets[bucket] >= 0 { bucket = (bucket + 1) & bucketMask }
    buckets[bucket] = Int32(index)
    return true
  }
}
