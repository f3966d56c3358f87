// Snapshots: built from the changelog, beside the running task, by whoever takes the closure.

package import StateStores
import SegmentLog

/// A snapshot to build; may run on any thread while the task goes on.
package struct SnapshotJob: Sendable {
  /// The changelog partition that it folds.
  package let name: String
  private let body: @Sendable () throws(StoreError) -> Void

  init(name: String, body: @escaping @Sendable () throws(StoreError) -> Void) {
    self.name = name
    self.body = body
  }

  /// Builds the snapshot, removes older ones and gives back the changelog that it replaces.
  package func run() throws(StoreError) { try body() }
}

extension QueryTask {
  /// Snapshots that are due; each is handed out once, and one changelog's one at a time.
  package func snapshotsDue() -> [SnapshotJob] {
    guard let place = services.snapshots else { return [] }
    var jobs: [SnapshotJob] = []
    for (changelog, pace) in zip(changelogs, paces)
    where pace.begin(least: services.settings.snapshotBytes) {
      let (log, partition) = (services.log, changelog.partition)
      let folder = place.folder(of: partition)
      jobs.append(
        SnapshotJob(name: partition.description) { () throws(StoreError) in
          var newestBytes: Int?
          defer { pace.end(snapshotBytes: newestBytes) }
          let builder = SnapshotBuilder(log: log, partition: partition, folder: folder)
          while let summary = try builder.build() {
            newestBytes = summary.byteCount
            try folder.removeOld()
            if summary.trimBefore > .zero {
              do throws(LogError) {
                try log.deleteRecords(partition, before: summary.trimBefore)
              } catch {
                throw StoreError(
                  .logFailure, error.sentence, at: partition.description, cause: error)
              }
            }
            guard summary.hasMore else { return }
          }
        })
    }
    return jobs
  }
}
