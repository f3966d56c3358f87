// A query that belongs to whoever asked: a push query that goes on until it is closed, or the read
// of a whole stream that ends with it. One task over all partitions, no topics, no commits; rows go
// into a bounded stream, and a reader that falls behind stops the task and nothing else.

import Operators
import Plan
import Platform
import SegmentLog
import Values

/// A running transient query.
///
/// Safe because the scheduler never lets two threads into `runTurn`, and the rest is set once.
final class TransientQuery: ScheduledWork, ResultReceiver, @unchecked Sendable {
  let id: String
  let text: String
  let plan: PhysicalPlan
  let stream: QueryStream
  private let graph: TaskGraph
  private let services: TaskServices
  private let scheduler: any Scheduler
  private let positions: [Int]
  private let keyCount: Int
  private let showsTombstones: Bool
  private let endsWithInput: Bool
  private var task: QueryTask?
  private(set) lazy var entry = ScheduledEntry(self)
  private var subscriptions: [Subscription] = []
  private let onEnd: @Sendable (String) -> Void

  init(
    plan: PhysicalPlan, text: String, columns: [Plan.ResultColumn], limit: Int?, isTable: Bool,
    isPush: Bool, database: Database, services: TaskServices,
    onEnd: @escaping @Sendable (String) -> Void
  ) throws(DatabaseError) {
    id = plan.queryID
    self.plan = plan
    self.text = text
    stream = QueryStream(
      queryID: plan.queryID,
      columns: columns.map { ResultColumn(name: $0.name, type: $0.type, isKey: $0.isKey) },
      isPush: isPush)
    positions = columns.map(\.position)
    keyCount = plan.root.output.schema.key.count
    showsTombstones = isTable
    endsWithInput = !isPush
    scheduler = database.scheduler
    self.onEnd = onEnd
    let log = database.log
    do throws(TaskError) {
      graph = try TaskGraph(
        plan, applicationID: database.transientApplicationID(of: plan.queryID), isTransient: true
      ) { log.describe($0)?.configuration.partitionCount }
    } catch {
      throw DatabaseError(error)
    }
    var services = services
    if let limit { services.limit = LimitCounter(limit) }
    let relay = ReceiverRelay()
    services.results = relay
    self.services = services
    relay.query = self
  }

  /// Opens the task, so that what is written from now on is seen, and starts it.
  func start() throws(DatabaseError) {
    do throws(TaskError) {
      guard let place = graph.tasks.first else {
        throw TaskError(.invalidPlan, "the query has no task")
      }
      task = try QueryTask.open(place, of: graph, services: services)
      for partition in place.inputs {
        do throws(LogError) {
          let (scheduler, entry) = (scheduler, entry)
          subscriptions.append(try services.log.subscribe(partition) { scheduler.wake(entry) })
        } catch {
          throw TaskError(.log, error.sentence, cause: error)
        }
      }
    } catch {
      throw DatabaseError(error)
    }
    let (scheduler, entry) = (scheduler, entry)
    stream.whenRoom { scheduler.wake(entry) }
    stream.whenClosed { [weak self] in self?.stop(.closed) }
    scheduler.add(entry)
  }

  func runTurn() -> ScheduledTurn {
    guard let task, !stream.hasEnded, !stream.isFull else { return .idle(until: nil) }
    do throws(TaskError) {
      // One batch at a time, so that a slow reader holds at most a full stream of them.
      switch try task.run(budgetNanoseconds: 0) {
      case .moreInput: return .again
      case .finished:
        end(.limitReached)
      case .idle:
        if services.limit?.isReached ?? false {
          end(.limitReached)
        } else if endsWithInput {
          end(.complete)
        }
      }
    } catch {
      end(.failed(DatabaseError(error)))
    }
    return .idle(until: nil)
  }

  private func end(_ how: QueryEnd) {
    stream.finish(how)
    let (id, onEnd) = (id, onEnd)
    onEnd(id)
    for subscription in subscriptions { subscription.cancel() }
    subscriptions = []
  }

  /// Ends the query from outside.
  func stop(_ how: QueryEnd) {
    stream.finish(how)
    scheduler.remove(entry)
    for subscription in subscriptions { subscription.cancel() }
    subscriptions = []
    task = nil
    onEnd(id)
  }

  func receive(_ batch: ColumnBatch) {
    let rows = batch.compacted()
    guard rows.count > 0 else { return }
    let tombstones = rows.present?.inverted()
    stream.write(
      ResultRows(
        columns: positions.map { position in
          guard let present = rows.present, position >= keyCount else {
            return rows.columns[position]
          }
          let column = rows.columns[position]
          return column.with(validity: Bitmap.intersection(column.validity, present))
        }, count: rows.count, tombstones: showsTombstones ? tombstones : nil))
  }
}

/// Breaks the circle between a query and the services of its task.
private final class ReceiverRelay: ResultReceiver, @unchecked Sendable {
  // Safe because it is set once, before the task is opened.
  weak var query: TransientQuery?

  func receive(_ batch: ColumnBatch) { query?.receive(batch) }
}
