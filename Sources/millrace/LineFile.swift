import Platform

/// Reads a file or standard input (`-`) in chunks of lines.
struct LineFile {
  private enum Origin {
    case file(any File)
    case stream(StreamReader)
  }

  private let origin: Origin
  private var position = 0
  private var cutter = LineCutter()
  private(set) var hasEnded = false

  private static let pieceBytes = 256 << 10

  init(_ path: String?) throws(CommandFailure) {
    guard let path, path != "-" else {
      origin = .stream(StreamReader(Terminal.input))
      return
    }
    do throws(FileError) {
      origin = .file(try PosixFileSystem().open(path, .read))
    } catch {
      throw CommandFailure("\(error)")
    }
  }

  /// The lines of the next piece; may be none before the end, as after an interrupt.
  mutating func next() throws(CommandFailure) -> [[UInt8]] {
    let bytes: [UInt8]
    switch origin {
    case .stream(let reader):
      guard Signals.waitForInput(Terminal.input) else { return [] }
      bytes = reader.read(atMost: LineFile.pieceBytes)
      if bytes.isEmpty && reader.wasInterrupted { return [] }
    case .file(let file): bytes = try piece(of: file)
    }
    if bytes.isEmpty {
      hasEnded = true
      return cutter.end().map { [$0] } ?? []
    }
    return cutter.lines(adding: bytes)
  }

  private mutating func piece(of file: any File) throws(CommandFailure) -> [UInt8] {
    var failure: FileError?
    let start = position
    let bytes = [UInt8](unsafeUninitializedCapacity: LineFile.pieceBytes) { buffer, count in
      do throws(FileError) {
        count = try file.read(into: UnsafeMutableRawBufferPointer(buffer), at: start)
      } catch {
        failure = error
      }
    }
    if let failure { throw CommandFailure("\(failure)") }
    position += bytes.count
    return bytes
  }
}
