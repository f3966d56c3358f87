// Where and when windows leave memory.

package import Platform

/// How a window store seals windows that are well behind stream time.
package struct WindowSealing: Sendable {
  package var fileSystem: any FileSystem
  /// A folder of the store's own. What is in it is removed when the store is made.
  package var directory: String
  /// Size at which a file is closed and the next begun. Expired files go as a whole: large enough
  /// that files are few, small enough that removing one is no stall (32 MiB: 3 ms).
  package var fileBytesMax: Int

  package init(fileSystem: any FileSystem, directory: String, fileBytesMax: Int = 32 << 20) {
    self.fileSystem = fileSystem
    self.directory = directory
    self.fileBytesMax = fileBytesMax
  }
}
