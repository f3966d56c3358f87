// The machine's file system through the protocol: files, names, locks, and mappings that grow.

import Platform
import Testing

@Suite struct FileSystemTests {
  private let files = PosixFileSystem()

  /// Runs the body in a new folder, which is removed afterwards.
  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = "/tmp/millrace-test-\(SystemRandomSource().next())"
    try files.createDirectory(folder)
    defer { try? files.removeDirectory(folder) }
    try body(folder)
  }

  private func write(_ text: String, _ file: any File, at position: Int) throws {
    try Array(text.utf8).withUnsafeBytes { try file.write([$0], at: position) }
  }

  @Test func partsAreWrittenOneBehindTheOther() throws {
    try inFolder { folder in
      let file = try files.open(folder + "/a", .write)
      let parts = [Array("one".utf8), [], Array("two".utf8)]
      try parts[0].withUnsafeBytes { first in
        try parts[1].withUnsafeBytes { second in
          try parts[2].withUnsafeBytes { third in
            try file.write([first, second, third], at: 2)
          }
        }
      }
      #expect(try file.size() == 8)
      #expect(try files.contents(of: folder + "/a") == [0, 0] + Array("onetwo".utf8))
      try file.truncate(to: 5)
      #expect(try files.contents(of: folder + "/a").count == 5)
    }
  }

  @Test func namesComeAndGo() throws {
    try inFolder { folder in
      try files.createDirectory(folder + "/x/y/z")
      try files.replace(folder + "/x/f", with: [1])
      try files.replace(folder + "/x/f", with: [2])
      #expect(try files.list(folder + "/x") == ["f", "y"])
      #expect(try files.contents(of: folder + "/x/f") == [2])
      try files.rename(folder + "/x", to: folder + "/w")
      #expect(!files.exists(folder + "/x"))
      try files.removeDirectory(folder + "/w")
      try files.remove(folder + "/never")
      #expect(try files.list(folder) == [])
      #expect(try files.freeBytes(folder) > 0)
    }
  }

  @Test func errorsNameWhatFailed() throws {
    try inFolder { folder in
      let error = #expect(throws: FileError.self) { _ = try files.open(folder + "/no", .read) }
      #expect(error?.kind == .notFound)
      #expect(error?.path == folder + "/no")
      #expect(throws: FileError.self) { _ = try files.open(folder + "/no", .update) }
    }
  }

  @Test func aSecondLockIsToldWhoHoldsTheFirst() throws {
    try inFolder { folder in
      let lock = try files.lock(folder + "/.lock", holder: "pid 7")
      try lock.describe(holder: "pid 7 at localhost:8088")
      let error = #expect(throws: FileError.self) {
        _ = try files.lock(folder + "/.lock", holder: "pid 8")
      }
      #expect(error?.kind == .locked(holder: "pid 7 at localhost:8088"))
      lock.release()
      try files.lock(folder + "/.lock", holder: "pid 8").release()
    }
  }

  @Test func whatAMappingForgetsIsReadAgain() throws {
    try inFolder { folder in
      let page = 4096
      let file = try files.open(folder + "/m", .write)
      try write(String(repeating: "a", count: 40 * page), file, at: 0)
      let mapping = try file.map(reserving: 64 * page)
      try mapping.extend(to: 40 * page, of: file)
      func sum() -> Int {
        UnsafeRawBufferPointer(start: mapping.base, count: 40 * page).reduce(0) { $0 + Int($1) }
      }
      let before = sum()
      mapping.forget(0..<40 * page)
      try write("b", file, at: 20 * page)
      #expect(sum() == before + 1)
      // More than there is, and less than a page.
      mapping.forget(3..<5)
      mapping.forget(39 * page..<64 * page)
      #expect(sum() == before + 1)
    }
  }

  @Test func aMappingGrowsInPlaceAndCanBeReadPastItsEnd() throws {
    try inFolder { folder in
      let page = 4096
      let file = try files.open(folder + "/m", .write)
      try write(String(repeating: "a", count: page), file, at: 0)
      let mapping = try file.map(reserving: 4 * page)
      try mapping.extend(to: page, of: file)
      let base = mapping.base
      #expect(base.load(fromByteOffset: page - 1, as: UInt8.self) == UInt8(ascii: "a"))
      // The file ends with the page; the bytes behind are readable all the same.
      #expect(base.load(fromByteOffset: page + 63, as: UInt8.self) == 0)
      try write(String(repeating: "b", count: 2 * page), file, at: page)
      try mapping.extend(to: 3 * page, of: file)
      file.close()
      #expect(mapping.base == base)
      #expect(base.load(fromByteOffset: 3 * page - 1, as: UInt8.self) == UInt8(ascii: "b"))
      #expect(base.load(fromByteOffset: 3 * page + 63, as: UInt8.self) == 0)
      #expect(throws: FileError.self) { try mapping.extend(to: 6 * page, of: file) }
    }
  }
}
