// Sessions by end: a doubly linked list for each stretch of time, found through a dictionary.
//
// Safe because a session is in the list of its end's bucket from `insert` to `remove`.

/// Files sessions by the stretch of time in which they end.
struct SessionBuckets {
  let width: Int64
  private var heads: [Int64: UnsafeMutableRawPointer] = [:]
  /// No bucket lies before this one.
  private var oldest = Int64.max

  init(width: Int64) { self.width = width }

  var byteCount: Int { heads.capacity * 24 }

  private func index(_ time: Int64) -> Int64 {
    let quotient = time / width
    return time % width < 0 ? quotient - 1 : quotient
  }

  mutating func insert(_ session: Session) {
    let bucket = index(session.end)
    let head = heads[bucket]
    session.node.storeBytes(of: nil, toByteOffset: 16, as: UnsafeMutableRawPointer?.self)
    session.node.storeBytes(of: head, toByteOffset: 24, as: UnsafeMutableRawPointer?.self)
    head?.storeBytes(of: session.node, toByteOffset: 16, as: UnsafeMutableRawPointer.self)
    heads[bucket] = session.node
    oldest = min(oldest, bucket)
  }

  mutating func remove(_ session: Session) {
    let previous = session.node.load(fromByteOffset: 16, as: UnsafeMutableRawPointer?.self)
    let next = session.node.load(fromByteOffset: 24, as: UnsafeMutableRawPointer?.self)
    if let previous {
      previous.storeBytes(of: next, toByteOffset: 24, as: UnsafeMutableRawPointer?.self)
    } else {
      heads[index(session.end)] = next
    }
    next?.storeBytes(of: previous, toByteOffset: 16, as: UnsafeMutableRawPointer?.self)
  }

  /// The sessions with `lower ≤ end < upper`, in no order.
  func sessions(endingFrom lower: Int64, before upper: Int64) -> [Session] {
    guard lower < upper, !heads.isEmpty else { return [] }
    let (first, last) = (index(lower), index(upper - 1))
    guard last >= oldest else { return [] }
    var found: [Session] = []
    for bucket in bucketsBetween(first, last) {
      var next = heads[bucket]
      while let node = next {
        let session = Session(node: node)
        if session.end >= lower, session.end < upper { found.append(session) }
        next = node.load(fromByteOffset: 24, as: UnsafeMutableRawPointer?.self)
      }
    }
    return found
  }

  private func bucketsBetween(_ first: Int64, _ last: Int64) -> [Int64] {
    let (span, overflow) = last.subtractingReportingOverflow(max(first, oldest))
    if !overflow, span < Int64(heads.count) {
      return (max(first, oldest)...max(last, max(first, oldest))).filter { heads[$0] != nil }
    }
    return heads.keys.filter { $0 >= first && $0 <= last }
  }

  /// The sessions that end before a time, in no order. The caller removes them; later calls do
  /// not look there again.
  mutating func expired(before bound: Int64) -> [Session] {
    guard index(bound) >= oldest else { return [] }
    let found = sessions(endingFrom: .min, before: bound)
    oldest = index(bound)
    return found
  }
}
