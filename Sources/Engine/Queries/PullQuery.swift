// A pull query on a materialized table: keys to rows of the stores that hold them, then condition,
// select list and LIMIT. It reads the last commit of each task, between the task's turns.

import Functions
import Operators
import Plan
import Values

/// One pull query on a table.
struct PullQuery {
  private let plan: PullPlan
  private let database: Database
  private let environment: FunctionEnvironment

  init(_ plan: PullPlan, database: Database, properties: PropertyValues) {
    self.plan = plan
    self.database = database
    environment = database.functionEnvironment(properties.overrides)
  }

  /// Reads all rows; they are few by nature, or the query is a scan that was allowed.
  func run() throws(DatabaseError) -> QueryStream {
    guard case .table(let queryID, _, let selections) = plan.scan,
      let query = database.runningQuery(queryID)
    else {
      throw DatabaseError.statement("the query that keeps table \(plan.source) is not running")
    }
    let columns = plan.columns.map {
      ResultColumn(name: $0.name, type: $0.type, isKey: $0.isKey)
    }
    var rows: [ResultRows] = []
    var left = plan.limit ?? Int.max
    do {
      let projection = try ReadProjection(
        predicate: plan.predicate, projection: plan.projection, environment: environment)
      var seen = SeenRows(isNeeded: selections.count > 1)
      for selection in selections where left > 0 {
        let request = try Request(selection, environment: environment)
        try query.withTasks { task in
          guard left > 0, task.isReadable else { return }
          for batch in try request.read(task) where left > 0 {
            let (found, count) = projection.apply(seen.unseen(batch, keyCount: keyCount))
            let taken = min(count, left)
            left -= taken
            rows.append(
              ResultRows(
                columns: taken == count ? found : found.map { $0.prefix(taken) }, count: taken,
                tombstones: nil))
          }
        }
      }
    } catch let error as TaskError {
      throw DatabaseError(error)
    } catch let error as DatabaseError {
      throw error
    } catch {
      throw DatabaseError.system("\(error)")
    }
    return QueryStream(queryID: "", columns: columns, rows: rows.filter { $0.count > 0 })
  }

  private var keyCount: Int { plan.input.schema.key.count }
}

/// What one selection asks of a task.
private struct Request {
  private enum Keys {
    case keys([[Value]])
    case bounds(KeyBounds)
  }

  private let keys: Keys
  private let windows: WindowRange

  init(_ selection: KeySelection, environment: FunctionEnvironment) throws(TaskError) {
    switch selection.keys {
    case .all: keys = .bounds(.all)
    case .key(let expressions):
      var key: [Value] = []
      for expression in expressions { key.append(try expression.constantValue(environment)) }
      // A key with NULL is no key of a table.
      keys = .keys(key.contains(.null) ? [] : [key])
    case .range(let range):
      keys = .bounds(
        KeyBounds(
          lower: range.lower.map { [$0.value] }, includesLower: range.lower?.isInclusive ?? true,
          upper: range.upper.map { [$0.value] }, includesUpper: range.upper?.isInclusive ?? true))
    }
    var windows = WindowRange()
    windows.startLower = Self.lower(selection.windowStart)
    windows.startUpper = Self.upper(selection.windowStart)
    windows.endLower = Self.lower(selection.windowEnd)
    windows.endUpper = Self.upper(selection.windowEnd)
    self.windows = windows
  }

  func read(_ task: QueryTask) throws(TaskError) -> [ColumnBatch] {
    switch keys {
    case .keys(let keys): try task.lookup(keys: keys, windows: windows)
    case .bounds(let bounds): try task.scan(keys: bounds, windows: windows)
    }
  }

  private static func lower(_ range: ValueRange) -> Int64 {
    guard let bound = range.lower, case .bigint(let value) = bound.value else { return .min }
    return bound.isInclusive || value == .max ? value : value + 1
  }

  private static func upper(_ range: ValueRange) -> Int64 {
    guard let bound = range.upper, case .bigint(let value) = bound.value else { return .max }
    return bound.isInclusive || value == .min ? value : value - 1
  }
}

/// Remembers keys and windows, so that overlapping selections give a row once.
private struct SeenRows {
  let isNeeded: Bool
  private var keys: Set<[Value]> = []

  init(isNeeded: Bool) { self.isNeeded = isNeeded }

  /// The batch without the rows that were there before.
  mutating func unseen(_ batch: ColumnBatch, keyCount: Int) -> ColumnBatch {
    guard isNeeded else { return batch }
    let fresh = Bitmap(count: batch.count, all: false)
    for row in 0..<batch.count {
      var key = (0..<keyCount).map { batch.columns[$0].value(at: row) }
      if let windows = batch.windows {
        key += [windows.starts.value(at: row), windows.ends.value(at: row)]
      }
      fresh[row] = keys.insert(key).inserted
    }
    var batch = batch
    batch.select(fresh)
    return batch
  }
}
