// A streamed body cut into lines. Empty lines are skipped; the last one may lack its end.

import Platform

/// The lines of a body. Used by one endpoint.
struct BodyLines {
  private let body: RequestBody
  private var cutter = LineCutter()
  private var waiting: [[UInt8]] = []
  private var uncutBytes = 0
  private var hasEnded = false

  static let lineBytesMax = 16 << 20

  init(_ body: RequestBody) { self.body = body }

  /// The next line; nil at the end.
  mutating func next() async throws(HTTPError) -> [UInt8]? {
    if waiting.isEmpty { waiting = try await nextBatch() ?? [] }
    return waiting.isEmpty ? nil : waiting.removeFirst()
  }

  /// The lines that are there, at least one; nil at the end.
  mutating func nextBatch() async throws(HTTPError) -> [[UInt8]]? {
    if !waiting.isEmpty {
      defer { waiting = [] }
      return waiting
    }
    while !hasEnded {
      var lines: [[UInt8]]
      if let bytes = await body.next() {
        uncutBytes += bytes.count
        lines = cutter.lines(adding: bytes)
        if !lines.isEmpty { uncutBytes = 0 }
        guard uncutBytes <= BodyLines.lineBytesMax else {
          throw .badRequest("a line is longer than \(BodyLines.lineBytesMax) bytes")
        }
      } else {
        hasEnded = true
        // Half a line of a client that has gone is nothing.
        guard !body.wasCut else { return nil }
        lines = cutter.end().map { [$0] } ?? []
      }
      lines.removeAll(where: \.isEmpty)
      if !lines.isEmpty { return lines }
    }
    return nil
  }
}
