import Engine
import Platform
import Synchronization
import Testing

/// Counts turns and ends after a number of them.
private final class Counting: ScheduledWork {
  let turns = Atomic(0)
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  func runTurn() -> ScheduledTurn {
    let (_, now) = turns.add(1, ordering: .relaxed)
    return now < limit ? .again : .idle(until: nil)
  }
}

struct SchedulerTests {
  @Test func aTaskRunsUntilItIsIdle() {
    let scheduler = ManualScheduler()
    let work = Counting(limit: 3)
    scheduler.add(ScheduledEntry(work))
    scheduler.runUntilIdle()
    #expect(work.turns.load(ordering: .relaxed) == 3)
  }

  @Test func aPausedTaskRemembersThatItWasWoken() {
    let scheduler = ManualScheduler()
    let work = Counting(limit: 1)
    let entry = ScheduledEntry(work)
    scheduler.setPaused(entry, true)
    scheduler.add(entry)
    scheduler.runUntilIdle()
    #expect(work.turns.load(ordering: .relaxed) == 0)
    scheduler.setPaused(entry, false)
    scheduler.runUntilIdle()
    #expect(work.turns.load(ordering: .relaxed) == 1)
  }

  @Test func aRemovedTaskNeverRunsAgain() {
    let scheduler = ManualScheduler()
    let work = Counting(limit: 1)
    let entry = ScheduledEntry(work)
    scheduler.add(entry)
    scheduler.remove(entry)
    scheduler.wake(entry)
    scheduler.runUntilIdle()
    #expect(work.turns.load(ordering: .relaxed) == 0)
  }

  @Test func threadsRunEveryTaskAndLetOthersIn() {
    let scheduler = ThreadScheduler(workers: 2, time: SystemTimeSource())
    let works = (0..<20).map { _ in Counting(limit: 50) }
    let entries = works.map { ScheduledEntry($0) }
    for entry in entries { scheduler.add(entry) }
    var seen = 0
    for (entry, work) in zip(entries, works) {
      seen += scheduler.exclusively(entry) { work.turns.load(ordering: .relaxed) > 0 ? 1 : 0 }
    }
    #expect(seen <= 20)
    while works.contains(where: { $0.turns.load(ordering: .relaxed) < 50 }) {}
    for entry in entries { scheduler.remove(entry) }
    scheduler.shutDown()
    #expect(works.allSatisfy { $0.turns.load(ordering: .relaxed) >= 50 })
  }
}
