// Which store wrote a row, and what its rows looked like. An entry of the layout table, as it
// stands at the head of a snapshot and in the changelog before the first row that uses it:
//
//   version 1 UInt8 | store kind UInt8 | store number UInt16 | row bytes UInt32
//   blob count UInt32 | blob offsets UInt32 … | name length UInt32 | name | description
//
// A store keeps its number for life; a new layout of the same store gets a new id.

/// One layout of one store.
struct LayoutEntry: Equatable {
  var id: UInt16
  var store: UInt16
  var kind: StoreKind
  var name: String
  var layout: RowLayout

  func encoded() -> [UInt8] {
    let sink = ByteSink()
    sink.append(word: 1 as UInt8)
    sink.append(word: kind.rawValue)
    sink.append(word: store)
    sink.append(word: UInt32(layout.rowBytes))
    sink.append(word: UInt32(layout.blobOffsets.count))
    for offset in layout.blobOffsets { sink.append(word: UInt32(offset)) }
    let name = Array(name.utf8)
    sink.append(word: UInt32(name.count))
    sink.append(name)
    sink.append(layout.description)
    return Array(sink.bytes)
  }

  /// nil when the bytes are no entry, or one of a later version.
  init?(id: UInt16, _ bytes: UnsafeRawBufferPointer) {
    var source = ByteSource(bytes)
    guard source.word(UInt8.self) == 1,
      let kind = source.word(UInt8.self).flatMap(StoreKind.init(rawValue:)),
      let store = source.word(UInt16.self),
      let rowBytes = source.word(UInt32.self), rowBytes % 8 == 0,
      let blobCount = source.word(UInt32.self), blobCount <= rowBytes / 16
    else { return nil }
    var offsets: [Int] = []
    for _ in 0..<blobCount {
      guard let offset = source.word(UInt32.self), offset % 8 == 0, offset + 16 <= rowBytes else {
        return nil
      }
      offsets.append(Int(offset))
    }
    guard let length = source.word(UInt32.self), let name = source.take(Int(length)) else {
      return nil
    }
    self.init(
      id: id, store: store, kind: kind, name: String(decoding: name, as: UTF8.self),
      layout: RowLayout(
        rowBytes: Int(rowBytes), blobOffsets: offsets, description: Array(source.rest)))
  }

  init(id: UInt16, store: UInt16, kind: StoreKind, name: String, layout: RowLayout) {
    self.id = id
    self.store = store
    self.kind = kind
    self.name = name
    self.layout = layout
  }
}

/// All layouts that a changelog knows.
struct LayoutTable {
  private(set) var entries: [UInt16: LayoutEntry] = [:]

  mutating func add(_ entry: LayoutEntry) { entries[entry.id] = entry }

  /// The entry that a store writes with: a known one or a new one; `isNew` says that the changelog
  /// does not have it yet.
  mutating func entry(for store: any StateStore) -> (entry: LayoutEntry, isNew: Bool) {
    let known = entries.values.filter { $0.name == store.storeName }
    if let entry = known.first(where: { $0.kind == store.kind && $0.layout == store.layout }) {
      return (entry, false)
    }
    let number =
      known.first(where: { $0.kind == store.kind })?.store
      ?? (entries.values.map(\.store).max().map { $0 + 1 } ?? 0)
    let entry = LayoutEntry(
      id: entries.keys.max().map { $0 + 1 } ?? 0, store: number, kind: store.kind,
      name: store.storeName, layout: store.layout)
    add(entry)
    return (entry, true)
  }
}
