// The records of a topic as JSON, by the formats of the source that is declared over it: what
// `run --output` writes. For edges: one value per record.

package import Formats
import Operators
import Plan
import Planner
package import SegmentLog
import Values

/// Reads a topic's committed records as objects with `key`, `value`, `timestamp`, `window`,
/// `partition`, `offset`. Used by one thread.
package final class DecodedReader {
  private let reader: TopicReader
  private let source: SourceDefinition?
  private let keyDecoder: (any RecordDecoder)?
  private let valueDecoder: (any RecordDecoder)?

  package init(
    _ database: Database, topic: String, fromBeginning: Bool
  ) throws(DatabaseError) {
    reader = try database.reader(topic: topic, fromBeginning: fromBeginning)
    let source = database.catalog.sources.values.filter { $0.topic == topic }
      .min { $0.name < $1.name }
    self.source = source
    func decoder(
      _ columns: [ColumnSchema], _ format: FormatChoice, isKey: Bool
    ) throws(TaskError) -> (any RecordDecoder)? {
      guard !columns.isEmpty else { return nil }
      return try format.decoder(
        columns, wanted: Array(columns.indices), isKey: isKey, topic: topic)
    }
    do throws(TaskError) {
      keyDecoder = try source.flatMap { (source) throws(TaskError) in
        try decoder(source.schema.key, source.keyFormat, isKey: true)
      }
      valueDecoder = try source.flatMap { (source) throws(TaskError) in
        try decoder(source.schema.value, source.valueFormat, isKey: false)
      }
    } catch {
      throw DatabaseError(error)
    }
  }

  /// The records that follow; empty at the end.
  package func read() throws(DatabaseError) -> [JSONValue] {
    var objects: [JSONValue] = []
    _ = try reader.read { partition, record throws(DatabaseError) in
      objects.append(object(record, partition))
    }
    return objects
  }

  /// Calls back when there may be more.
  package func subscribe(
    _ callback: @escaping @Sendable () -> Void
  ) throws(DatabaseError) -> [Subscription] {
    try reader.subscribe(callback)
  }

  private func object(_ record: RecordSlice, _ partition: Int) -> JSONValue {
    var window: JSONValue?
    var key = ByteSlice(record.key, record.keyLength)
    if let kind = source?.window {
      (key, window) = split(key, WindowedKey(kind))
    }
    return .object([
      "key": side(key, keyDecoder, source?.schema.key ?? [], isKey: true),
      "value": side(
        ByteSlice(record.value, record.valueLength), valueDecoder, source?.schema.value ?? [],
        isKey: false),
      "timestamp": .integer(record.timestamp),
      "window": window,
      "partition": .integer(partition),
      "offset": .integer(record.offset),
    ])
  }

  private func split(_ key: ByteSlice, _ windows: WindowedKey) -> (ByteSlice, JSONValue?) {
    withUnsafePointer(to: key) { key in
      var inner = ByteSlice.null
      let bounds = withUnsafeMutablePointer(to: &inner) { inner in
        windows.split(
          UnsafeBufferPointer(start: key, count: 1),
          inner: UnsafeMutableBufferPointer(start: inner, count: 1)
        ).windows
      }
      guard bounds.starts.isValid(0) else { return (inner, nil) }
      return (
        inner,
        .object([
          "start": .integer(bounds.starts.int64s[0]), "end": .integer(bounds.ends.int64s[0]),
        ])
      )
    }
  }

  /// A single key column stands for itself; everything else is an object of columns. Bytes that
  /// the format cannot read are shown as text.
  private func side(
    _ slice: ByteSlice, _ decoder: (any RecordDecoder)?, _ columns: [ColumnSchema], isKey: Bool
  ) -> JSONValue {
    guard !slice.isNull else { return .null }
    let text = JSONValue.string(
      String(
        decoding: UnsafeBufferPointer(start: slice.start, count: Int(slice.count)), as: UTF8.self))
    guard let decoder else { return text }
    let rows = withUnsafePointer(to: slice) {
      decoder.decode(UnsafeBufferPointer(start: $0, count: 1))
    }
    guard rows.errors.isEmpty else { return text }
    let values = zip(columns, rows.columns).map { column, values in
      JSONMember(column.name, values.value(at: 0).json(type: column.type))
    }
    if isKey, values.count == 1 { return values[0].value }
    return .object(values)
  }
}

extension ByteSlice {
  fileprivate init(_ start: UnsafeRawPointer, _ count: Int32) {
    self.init(start: start.assumingMemoryBound(to: UInt8.self), count: count)
  }
}
