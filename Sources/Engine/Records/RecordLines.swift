// Lines of JSON as records: the line is the value as it stands, and its fields give key and time.
//
// The key is that of the source declared over the topic, when the line has fields named as its key
// columns, written in the source's key format. A field named by the caller takes the place of the
// key columns, and is written as text when no source says otherwise.

import Formats
import Operators
import Plan
import Planner
import Platform
import Values

/// Turns lines into records of one topic. Used by one thread.
package final class RecordLines {
  private let keyDecoder: (any RecordDecoder)?
  private let keyEncoder: (any RecordEncoder)?
  private let timeDecoder: (any RecordDecoder)?
  private let time: any TimeSource

  package init(
    _ database: Database, topic: String, keyField: String? = nil, timestampField: String? = nil
  ) throws(DatabaseError) {
    time = database.configuration.time
    let source = database.catalog.sources.values.filter { $0.topic == topic }
      .min { $0.name < $1.name }
    let lines = FormatChoice("JSON")
    do throws(TaskError) {
      // A line cannot name a window, so sources with windows get no key from it.
      let declared = source.flatMap { $0.window == nil ? $0.schema.key : nil } ?? []
      var columns = declared
      var format = source?.keyFormat ?? FormatChoice("KAFKA")
      if let keyField {
        // Records name their fields in any case; columns are in upper case.
        let type = declared.count == 1 ? declared[0].type : .string
        if declared.count != 1 { format = FormatChoice("KAFKA") }
        columns = [ColumnSchema(keyField.uppercased(), type)]
      }
      if columns.isEmpty {
        (keyDecoder, keyEncoder) = (nil, nil)
      } else {
        keyDecoder = try lines.decoder(
          columns, wanted: Array(columns.indices), isKey: false, topic: topic)
        keyEncoder = try format.encoder(columns, isKey: true)
      }
      timeDecoder = try timestampField.map { (field) throws(TaskError) in
        try lines.decoder(
          [ColumnSchema(field.uppercased(), .bigint)], wanted: [0], isKey: false, topic: topic)
      }
    } catch {
      throw DatabaseError(error)
    }
  }

  /// Calls `body` with the record of each line that is not empty.
  package func forEach(
    _ lines: [[UInt8]],
    _ body: (
      _ key: UnsafeRawBufferPointer?, _ value: UnsafeRawBufferPointer, _ timestamp: Int64
    ) throws(DatabaseError) -> Void
  ) throws(DatabaseError) {
    var text: [UInt8] = []
    var starts: [Int] = [0]
    for line in lines where !line.isEmpty {
      text.append(contentsOf: line)
      starts.append(text.count)
    }
    // Decoders look ahead.
    text.append(contentsOf: repeatElement(0, count: ByteSlice.overread))
    let now = time.wallMilliseconds()
    let result = text.withUnsafeBufferPointer { text in
      Result { () throws(DatabaseError) in
        // Safe because the array holds at least the bytes to look ahead at.
        let base = text.baseAddress!
        let slices = zip(starts, starts.dropFirst()).map { start, end in
          ByteSlice(start: base + start, count: Int32(truncatingIfNeeded: end - start))
        }
        let (keys, times) = slices.withUnsafeBufferPointer {
          (self.keys(of: $0), timeDecoder?.decode($0).columns[0])
        }
        for (index, slice) in slices.enumerated() {
          let key = keys.flatMap { keys in RecordLines.bytes(keys.slice(index)) }
          var timestamp = now
          if let times, times.isValid(index) { timestamp = times.int64s[index] }
          try body(
            key, UnsafeRawBufferPointer(start: slice.start, count: Int(slice.count)), timestamp)
        }
      }
    }
    try result.get()
  }

  /// One key per line; null where no field of the line is part of it.
  private func keys(of lines: UnsafeBufferPointer<ByteSlice>) -> EncodedRows? {
    guard let keyDecoder, let keyEncoder else { return nil }
    let rows = keyDecoder.decode(lines)
    let present = Bitmap(count: lines.count, all: false)
    for row in 0..<lines.count where rows.columns.contains(where: { $0.isValid(row) }) {
      present[row] = true
    }
    return keyEncoder.encode(
      columns: rows.columns, count: lines.count, selection: nil, present: present)
  }

  private static func bytes(_ slice: ByteSlice) -> UnsafeRawBufferPointer? {
    slice.isNull ? nil : UnsafeRawBufferPointer(start: slice.start, count: Int(slice.count))
  }
}
