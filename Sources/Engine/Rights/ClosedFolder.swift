// Users and rights of a folder that no process has open, for commands. Nothing else of the folder is
// read: no log is recovered, no query starts.

package import Access
package import Platform
import SegmentLog

/// A data folder without a database.
package enum ClosedFolder {
  /// Runs `body` with the users and rights of the folder, which is locked meanwhile and made when it
  /// is missing. When another process has it, says who. `holder` is what others are told.
  package static func withAccess<Result>(
    _ directory: String, holder: String, files: any FileSystem = PosixFileSystem(),
    _ body: (AccessControl) throws(AccessError) -> Result
  ) throws(DatabaseError) -> Result {
    let lock: any FileLock
    do throws(LogError) {
      lock = try DataFolder.lock(directory, holder: holder, files)
    } catch {
      throw DatabaseError(error)
    }
    defer { lock.release() }
    do throws(AccessError) {
      let access = try AccessControl.open(folder: directory, files: files)
      defer { access.close() }
      return try body(access)
    } catch {
      throw DatabaseError(error)
    }
  }

  /// The users and rights of a folder that may be open elsewhere.
  package static func accessState(
    _ directory: String, files: any FileSystem = PosixFileSystem()
  ) throws(DatabaseError) -> AccessState {
    do throws(AccessError) {
      return try AccessControl.state(folder: directory, files: files)
    } catch {
      throw DatabaseError(error)
    }
  }
}
