// The body of a request on its way from the event loop to its endpoint. Small ones are complete
// when the endpoint starts; a streamed one arrives in pieces, and a slow endpoint stops the reading.

import NIOCore
import Synchronization

/// A request body.
///
/// Safe because its state is behind the mutex.
final class RequestBody: @unchecked Sendable {
  private struct State {
    var pieces: [[UInt8]] = []
    var waitingBytes = 0
    var hasEnded = false
    var wasCut = false
    var isHeld = false
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let state: Mutex<State>
  private let waitingBytesMax: Int
  /// Asks the connection to read on, or to stop for a while.
  private let setReading: @Sendable (Bool) -> Void

  /// A body that is there.
  init(_ bytes: [UInt8]) {
    state = Mutex(State(pieces: bytes.isEmpty ? [] : [bytes], hasEnded: true))
    waitingBytesMax = .max
    setReading = { _ in }
  }

  /// A body that will come.
  init(waitingBytesMax: Int, setReading: @escaping @Sendable (Bool) -> Void) {
    state = Mutex(State())
    self.waitingBytesMax = waitingBytesMax
    self.setReading = setReading
  }

  // MARK: - Event loop

  func append(_ bytes: [UInt8]) {
    let (waiter, stops) = state.withLock { state in
      state.pieces.append(bytes)
      state.waitingBytes += bytes.count
      let stops = !state.isHeld && state.waitingBytes > waitingBytesMax
      if stops { state.isHeld = true }
      defer { state.waiter = nil }
      return (state.waiter, stops)
    }
    if stops { setReading(false) }
    waiter?.resume()
  }

  /// `isCut`: the client has gone before the end.
  func end(isCut: Bool) {
    let waiter = state.withLock { state in
      if !state.hasEnded { state.wasCut = isCut }
      state.hasEnded = true
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume()
  }

  /// Nobody takes the rest: it may come as it likes.
  func release() {
    let isHeld = state.withLock { state in
      defer { state.isHeld = false }
      return state.isHeld
    }
    if isHeld { setReading(true) }
  }

  // MARK: - Endpoint

  var wasCut: Bool { state.withLock { $0.wasCut } }

  /// The next bytes; nil at the end.
  func next() async -> [UInt8]? {
    while true {
      let (piece, hasEnded, goesOn) = state.withLock { state in
        guard !state.pieces.isEmpty else { return (nil as [UInt8]?, state.hasEnded, false) }
        let piece = Array(state.pieces.joined())
        state.pieces = []
        state.waitingBytes = 0
        defer { state.isHeld = false }
        return (piece, false, state.isHeld)
      }
      if goesOn { setReading(true) }
      if let piece { return piece }
      if hasEnded { return nil }
      await withCheckedContinuation { continuation in
        let isReady = state.withLock { state in
          if !state.pieces.isEmpty || state.hasEnded { return true }
          state.waiter = continuation
          return false
        }
        if isReady { continuation.resume() }
      }
    }
  }

  /// The bytes of a body that is there as a whole.
  var complete: [UInt8] { state.withLock { $0.pieces.first ?? [] } }
}
