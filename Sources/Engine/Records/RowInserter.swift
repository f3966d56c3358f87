// Rows given as JSON objects into a stream or table: the rows of an inserts stream. Each is checked
// against the columns, and what is good is encoded and appended together.

import Access
package import Formats
import Operators
import Plan
import Planner
import Platform
import Values

/// Inserts rows into one source. Used by one thread at a time.
///
/// Safe because whoever inserts waits for the answer before inserting again.
package final class RowInserter: @unchecked Sendable {
  private let target: SourceDefinition
  private let writer: TopicWriter
  private let keyEncoder: any RecordEncoder
  private let valueEncoder: any RecordEncoder
  private let time: any TimeSource

  /// `target` as it is written in statements: in any case, or exactly between back-ticks.
  package init(
    _ database: Database, target name: String, for rights: SessionRights
  ) throws(DatabaseError) {
    let catalog = database.catalog
    try rights.checkNames([Self.name(name)], catalog)
    guard let target = catalog.sources[Self.name(name)] else {
      throw DatabaseError(
        kind: .statement, code: .badStatement,
        message: "Cannot insert values into an unknown stream/table: `\(Self.name(name))`")
    }
    try rights.demand(.write, onTopics: [target.topic])
    guard !target.isReadOnly else {
      throw DatabaseError.statement(
        "Cannot insert values into read-only \(target.isTable ? "table" : "stream"): \(target.name)"
      )
    }
    guard target.window == nil else {
      throw DatabaseError.statement("Cannot insert values into windowed stream/table!")
    }
    self.target = target
    time = database.configuration.time
    writer = try database.writer(topic: target.topic, for: rights)
    do throws(TaskError) {
      keyEncoder = try target.keyFormat.encoder(target.schema.key, isKey: true)
      valueEncoder = try target.valueFormat.encoder(target.schema.value, isKey: false)
    } catch {
      throw DatabaseError(error)
    }
  }

  /// An identifier outside of a statement.
  private static func name(_ text: String) -> String {
    for quote in ["`", "\""] where text.count >= 2 && text.hasPrefix(quote) && text.hasSuffix(quote)
    {
      return String(text.dropFirst().dropLast()).replacing(quote + quote, with: quote)
    }
    return text.uppercased()
  }

  /// Appends rows up to the first bad one: how many are in the topic now, and what is wrong with
  /// the next.
  package func insert(_ rows: [JSONValue]) -> (count: Int, error: DatabaseError?) {
    let columns = target.schema.columns
    let builders = columns.map { ColumnBuilder($0.type, capacity: rows.count) }
    var count = 0
    var failure: DatabaseError?
    for row in rows {
      do throws(RecordError) {
        let values = try values(of: row)
        for (builder, value) in zip(builders, values) { builder.append(value) }
        count += 1
      } catch {
        failure = DatabaseError.request(error.reason)
        break
      }
    }
    guard count > 0 else { return (0, failure) }
    do throws(DatabaseError) {
      let finished = builders.map { $0.finish() }
      let (written, error) = try append(finished, count: count)
      return (written, error ?? failure)
    } catch {
      return (0, error)
    }
  }

  private func values(of row: JSONValue) throws(RecordError) -> [Value] {
    var given: [String: JSONValue] = [:]
    for member in row.members ?? [] { given[Self.name(member.key)] = member.value }
    var values: [Value] = []
    for (index, column) in target.schema.columns.enumerated() {
      guard let value = given[column.name] else {
        guard index >= target.schema.key.count else {
          throw RecordError(
            field: column.name, reason: "Key field must be specified: \(column.name)")
        }
        values.append(.null)
        continue
      }
      values.append(try InsertCoercion.value(of: value, as: column.type))
    }
    return values
  }

  private func append(
    _ columns: [Column], count: Int
  ) throws(DatabaseError) -> (Int, DatabaseError?) {
    let keyCount = target.schema.key.count
    let keys = keyEncoder.encode(
      columns: Array(columns.prefix(keyCount)), count: count, selection: nil, present: nil)
    let values = valueEncoder.encode(
      columns: Array(columns.dropFirst(keyCount)), count: count, selection: nil, present: nil)
    let errors = (keys.errors + values.errors).sorted { $0.row < $1.row }
    let good = errors.first.map { Int($0.row) } ?? count
    let now = time.wallMilliseconds()
    for row in 0..<good {
      try writer.append(
        key: Self.bytes(keys.slice(row)), value: Self.bytes(values.slice(row)), timestamp: now)
    }
    try writer.flush()
    return (good, errors.first.map { DatabaseError.request($0.error.reason) })
  }

  private static func bytes(_ slice: ByteSlice) -> UnsafeRawBufferPointer? {
    slice.isNull ? nil : UnsafeRawBufferPointer(start: slice.start, count: Int(slice.count))
  }
}
