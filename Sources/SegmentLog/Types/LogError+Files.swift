// The one place where failures of the file system become failures of the log.

import Platform

extension LogError {
  /// The error for a failed call to the file system. `activity` says what the log was doing.
  init(_ error: FileError, while activity: String) {
    let code: Code
    let advice: String
    var retryable = false
    switch error.kind {
    case .diskFull:
      code = .diskFull
      advice = "free space on the volume, then try again"
      retryable = true
    case .tooManyOpenFiles:
      code = .tooManyOpenFiles
      advice = "raise the limit of open files (ulimit -n)"
      retryable = true
    case .locked(let holder):
      code = .folderInUse
      advice = holder.isEmpty ? "stop the process that uses it" : "it is used by \(holder)"
    case .denied:
      code = .fileFailure
      advice = "check the rights of the data folder"
    case .notFound, .exists, .other:
      code = .fileFailure
      advice = "check the volume of the data folder"
    }
    self.init(
      code, "\(activity) failed: \(error.description); \(advice)", path: error.path,
      errno: error.code, isRetryable: retryable)
  }

  /// Runs a call to the file system and converts its error.
  static func converting<Result: ~Copyable>(
    _ activity: @autoclosure () -> String, _ body: () throws(FileError) -> Result
  ) throws(LogError) -> Result {
    do throws(FileError) { return try body() } catch {
      throw LogError(error, while: activity())
    }
  }
}
