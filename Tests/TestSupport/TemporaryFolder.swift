// A folder of its own for a test that needs real files; gone when the value is.

import Foundation

/// A temporary folder.
package final class TemporaryFolder: Sendable {
  package let path: String

  package init(_ purpose: String = "test") {
    path = NSTemporaryDirectory() + "millrace-\(purpose)-\(UUID().uuidString)"
    // A folder that cannot be made fails the first use of it, with the reason.
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// The permissions of a file in it.
  package func permissions(of name: String) throws -> Int? {
    let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + name)
    return (attributes[.posixPermissions] as? NSNumber)?.intValue
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
