// Sends the rows of a query as they come. A result that is complete when it is asked for, as that of
// a pull query by key, goes out as one answer with its length. Otherwise what is there is sent
// whenever there is nothing more at once, and the next batch is taken when the client has room.

import NIOHTTP1
import Engine

extension Exchange {
  private static let flushBytes = 64 << 10

  func send(
    _ stream: QueryStream, _ type: MediaType, layout: RowLayout
  ) async throws(HTTPError) {
    let id =
      stream.queryID.isEmpty && layout == .streamedRows ? service.nextQueryID() : stream.queryID
    var text = RowText(layout, stream.columns, queryID: id, isPush: stream.isPush)
    response.whenAbandoned { stream.close() }
    var element = stream.take()
    while true {
      var isWaiting = false
      switch element {
      case .rows(let rows)?: text.append(rows)
      case .end(let end)?:
        if case .failed(let error) = end, !response.isBegun { throw HTTPError(error) }
        text.append(end)
        guard response.isBegun else { return response.reply(.ok, type, text.take()) }
        _ = await response.write(text.take())
        return response.end()
      case nil: isWaiting = true
      }
      if isWaiting || text.count >= Exchange.flushBytes {
        if !response.isBegun { response.start(type) }
        guard await response.write(text.take()) else { return stream.close() }
        element = await stream.next()
      } else {
        element = stream.take()
      }
    }
  }

  /// Sends the lines of a PRINT.
  func send(_ lines: any PrintStream, _ type: MediaType) async {
    response.whenAbandoned { lines.close() }
    response.start(type)
    while let batch = await lines.next() {
      let bytes = Array((batch.joined(separator: "\n") + "\n").utf8)
      guard await response.write(bytes) else { return lines.close() }
    }
    response.end()
  }
}
