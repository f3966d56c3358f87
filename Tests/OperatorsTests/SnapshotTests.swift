// When a task hands out snapshots to build, and that it goes on from them.

import Operators
import Plan
import SegmentLog
import Testing
import Values

@Suite struct SnapshotTests {
  let left = source("left", key: columns(("K", .string)), value: columns(("N", .bigint)))

  private func harness() throws -> TaskHarness {
    let harness = try TaskHarness()
    harness.keepsSnapshots = true
    harness.settings.snapshotBytes = 1
    try harness.topic("left")
    try harness.topic("out")
    return harness
  }

  @Test func oneSnapshotIsBuiltAtATime() throws {
    let harness = try harness()
    let tasks = try harness.open(left.aggregated([count()]).into("out"))
    try harness.publish("left", ["a|1@1"])
    try harness.drain(tasks)
    let jobs = tasks[0].snapshotsDue()
    #expect(jobs.count == 1)
    // Much more than half of the snapshot, and yet it waits for the build that is under way.
    try harness.publish("left", (0..<50).map { "key-\($0)|1@2" })
    try harness.drain(tasks)
    #expect(tasks[0].snapshotsDue().isEmpty)
    try jobs[0].run()
    try harness.publish("left", (50..<200).map { "key-\($0)|1@2" })
    try harness.drain(tasks)
    #expect(tasks[0].snapshotsDue().count == 1)
  }

  @Test func whatARestartReplaysCountsForTheNextSnapshot() throws {
    let harness = try harness()
    let plan = left.aggregated([count()]).into("out")
    try harness.publish("left", ["a|1@1", "b|1@2"])
    try harness.run(plan)
    let again = try harness.open(plan)
    let jobs = again[0].snapshotsDue()
    #expect(jobs.count == 1)
    try jobs[0].run()
    // With the snapshot there is nothing to replay, and what it held goes on.
    let third = try harness.open(plan)
    #expect(third[0].snapshotsDue().isEmpty)
    try harness.publish("left", ["a|1@3"])
    try harness.drain(third)
    try harness.expect("out", ["a|1@1", "b|1@2", "a|2@3"])
  }
}
