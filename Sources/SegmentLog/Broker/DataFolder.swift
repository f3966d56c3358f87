// The layout of a data folder, its version, and the lock that keeps a second process out.
//
//   meta.properties                     version, cluster.id, node.id
//   .lock                               held by the process; says who that is
//   journal/<number>.journal            the transaction log
//   topics/<topic>/topic.properties     what a topic is
//   topics/<topic>/<partition>/         its segments
//   staging/<id>/                       a topic that is being created
//   deleted/<id>/                       topics that are going

package import Platform

/// Paths of a data folder, and what is in its meta.properties.
package struct DataFolder: Sendable {
  static let version = 1

  let path: String
  let clusterIdentifier: String
  let nodeIdentifier: Int

  var journal: String { path + "/journal" }
  var topics: String { path + "/topics" }
  var staging: String { path + "/staging" }
  var deleted: String { path + "/deleted" }

  func topic(_ name: String) -> String { topics + "/" + name }

  /// Takes the lock of a folder, which is created if it does not exist.
  package static func lock(
    _ path: String, holder: String, _ fileSystem: any FileSystem
  ) throws(LogError)
    -> any FileLock
  {
    do throws(FileError) {
      try fileSystem.createDirectory(path)
      return try fileSystem.lock(path + "/.lock", holder: holder)
    } catch {
      throw LogError(error, while: "opening the data folder \(path)")
    }
  }

  /// Reads or creates meta.properties and the folders. The lock must be held.
  static func open(
    _ path: String, _ fileSystem: any FileSystem, _ random: any RandomSource
  )
    throws(LogError) -> DataFolder
  {
    let meta = path + "/meta.properties"
    var folder = DataFolder(path: path, clusterIdentifier: "", nodeIdentifier: 0)
    do throws(FileError) {
      if fileSystem.exists(meta) {
        let text = String(decoding: try fileSystem.contents(of: meta), as: UTF8.self)
        folder = try parse(text, path: path)
      } else {
        let (high, low) = random.uuid()
        let identifier = TopicIdentifier(high: high, low: low).description
        folder = DataFolder(path: path, clusterIdentifier: identifier, nodeIdentifier: 0)
        let text = "version=\(version)\ncluster.id=\(identifier)\nnode.id=0\n"
        try fileSystem.replace(meta, with: Array(text.utf8))
      }
      for directory in [folder.journal, folder.topics, folder.staging, folder.deleted] {
        try fileSystem.createDirectory(directory)
      }
      try fileSystem.syncDirectory(path)
      try fileSystem.syncDirectory(PosixFileSystem.parent(of: path))
    } catch {
      throw LogError(error, while: "opening the data folder \(path)")
    }
    guard folder.nodeIdentifier >= 0 else {
      throw LogError(
        .unsupportedVersion,
        "the data folder \(path) was written by a newer program; use that one", path: meta)
    }
    return folder
  }

  /// The content of meta.properties; a negative node says that the version is not ours.
  private static func parse(_ text: String, path: String) throws(FileError) -> DataFolder {
    var values: [Substring: Substring] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1)
      if parts.count == 2 { values[parts[0]] = parts[1] }
    }
    guard let found = values["version"].flatMap({ Int($0) }),
      let cluster = values["cluster.id"], let node = values["node.id"].flatMap({ Int($0) })
    else {
      throw FileError(
        kind: .other, operation: "read", path: path + "/meta.properties",
        reason: "version, cluster.id or node.id is missing")
    }
    return DataFolder(
      path: path, clusterIdentifier: String(cluster),
      nodeIdentifier: found == version ? node : -1)
  }
}

extension DataFolder {
  /// What tells this run of the machine from others: while it is the same, everything that was
  /// written is there. Nil where the system does not say.
  static func boot(_ fileSystem: any FileSystem) -> String? {
    guard let file = try? fileSystem.open("/proc/sys/kernel/random/boot_id", .read) else {
      return nil
    }
    defer { file.close() }
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = bytes.withUnsafeMutableBytes { (try? file.read(into: $0, at: 0)) ?? 0 }
    return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
  }
}
