// The processing log as a stream that SQL can read.

import Planner

extension Database {
  /// Declares the stream over the processing log and its topic, unless they are there. Servers do it
  /// at their start; a headless file or a shell gets it when it asks.
  package func declareProcessingLog() throws(DatabaseError) {
    guard catalog.sources[ProcessingLog.stream] == nil else { return }
    let outcome = session(dialect: .server).execute(ProcessingLogRecord.declaration)
    if let error = outcome.error { throw error }
  }
}
