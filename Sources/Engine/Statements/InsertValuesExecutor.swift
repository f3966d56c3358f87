// INSERT VALUES: one row into a topic, in the formats of its stream or table.

import Platform
import Formats
import Functions
import Operators
import Plan
import Planner
import SegmentLog
import Values

/// INSERT INTO … VALUES: one record, appended when the statement returns.
enum InsertValuesExecutor {
  static func execute(
    _ context: StatementContext
  ) throws(DatabaseError) -> StatementResult {
    let database = context.database
    let plan = try database.planning(for: context.rights).plan(
      context.prepared, properties: context.session.values)
    guard case .insertValues(let insert) = plan else {
      throw context.refusal("the statement inserts nothing")
    }
    do throws(RecordFailure) {
      try write(insert, context)
    } catch {
      throw context.refusal("Failed to insert values into '\(insert.target.name)'. \(error.reason)")
    }
    return .inserted(count: 1)
  }

  private struct RecordFailure: Error {
    let reason: String
  }

  private static func write(
    _ insert: InsertValuesPlan, _ context: StatementContext
  ) throws(RecordFailure) {
    let database = context.database
    let environment = database.functionEnvironment(context.session.values.overrides)
    let schema = insert.target.schema
    do {
      var columns: [Column] = []
      for (expression, column) in zip(insert.columns, schema.columns) {
        let value = try expression.constantValue(environment)
        columns.append(.of([value], type: column.type))
      }
      var time = database.configuration.time.wallMilliseconds()
      if let rowTime = insert.rowTime,
        case .bigint(let given) = try rowTime.constantValue(environment)
      {
        time = given
      }
      let keys = Array(columns.prefix(schema.key.count))
      let values = Array(columns.dropFirst(schema.key.count))
      let writer = try database.writer(topic: insert.target.topic)
      let key = try bytes(keys, schema.key, insert.target.keyFormat, isKey: true)
      let value = try bytes(values, schema.value, insert.target.valueFormat, isKey: false)
      try writer.append(key: key, value: value, timestamp: time)
      try writer.flush()
    } catch let error as DatabaseError {
      throw RecordFailure(reason: error.message)
    } catch {
      throw RecordFailure(reason: "\(error)")
    }
  }

  /// One row of columns in a format; nil = null bytes.
  private static func bytes(
    _ columns: [Column], _ schema: [ColumnSchema], _ format: FormatChoice, isKey: Bool
  ) throws -> [UInt8]? {
    let encoder = try format.encoder(schema, isKey: isKey)
    let rows = encoder.encode(columns: columns, count: 1, selection: nil, present: nil)
    if let failure = rows.errors.first { throw failure.error }
    let slice = rows.slice(0)
    return slice.isNull
      ? nil : Array(UnsafeBufferPointer(start: slice.start, count: Int(slice.count)))
  }
}
