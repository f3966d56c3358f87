// One connection: frames in, answers out, in the order of the requests. See the page of the target for
// what runs when.

import Access
import KafkaWire
import NIOCore
import Platform
import SegmentLog

/// The last handler of a connection's pipeline. Safe because its state is touched on its event loop
/// only; what other threads have of it is its identity.
final class ConnectionHandler: ChannelInboundHandler, @unchecked Sendable {
  typealias InboundIn = ByteBuffer

  let waiting: WaitingFetches
  private let node: KafkaNode
  private let budget: MemoryBudget
  private let loop: any EventLoop
  private var context: ChannelHandlerContext?
  private var client: Client
  private(set) var authentication: Authentication

  private var input = FrameBuffer()
  private var share = Share.none
  private var largeFrameCount = 0
  private var isWatchingFrame = false
  private var slots = CircularBuffer<ReplySlot>()
  private var outbox = Outbox()
  private var isWorking = false
  /// Nothing more is begun; the connection ends behind the answers that are due.
  private var isEnding = false
  private var isMuted = false
  private var reads = true

  /// The bytes of the budget that the frame at the front has.
  private enum Share: Equatable {
    case none
    case awaited
    case taken(Int)
  }

  /// Smaller frames need no share of the budget.
  private static let smallFrameBytes = 64 << 10
  /// How long a large frame may take to arrive.
  private static let frameTime = TimeAmount.minutes(2)

  init(_ node: KafkaNode, _ waiting: WaitingFetches, _ budget: MemoryBudget, on loop: any EventLoop)
  {
    self.node = node
    self.waiting = waiting
    self.budget = budget
    self.loop = loop
    authentication = Authentication(isRequired: node.settings.requiresAuthentication)
    client = Client(
      principal: .anonymous, host: .unknown, address: "", clientID: "",
      reached: HostPort("127.0.0.1", 0))
  }

  var isOpen: Bool { context != nil }

  // MARK: - Events of the channel

  func channelActive(context: ChannelHandlerContext) {
    self.context = context
    let address = context.remoteAddress?.ipAddress ?? ""
    client.host = ClientHost(peer: address)
    client.address = "/" + address
    if let local = context.localAddress, let host = local.ipAddress, let port = local.port {
      client.reached = HostPort(host, port)
    }
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isEnding else { return }
    let bytes = unwrapInboundIn(data)
    bytes.withUnsafeReadableBytes { input.append($0) }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    work()
    context.fireChannelReadComplete()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    work()
    context.fireChannelWritabilityChanged()
  }

  func channelInactive(context: ChannelHandlerContext) {
    self.context = nil
    isEnding = true
    outbox.clear()
    slots.removeAll()
    giveShareBack()
    context.fireChannelInactive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    // A request that waits may be silent as long as it likes.
    if event is IdleStateHandler.IdleStateEvent, slots.isEmpty { context.close(promise: nil) }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  /// A place in the order got its answer.
  func isFilled(_ slot: ReplySlot) { if !isWorking { work() } }

  // MARK: - Work

  /// Does all that can be done: sends answers, begins requests, decides whether to read on.
  private func work() {
    guard let context, !isWorking else { return }
    isWorking = true
    repeat {
      var hasWritten = false
      repeat {
        collectAnswers()
        hasWritten = outbox.pump(context) || hasWritten
      } while beginNext()
      if hasWritten { context.flush() }
      // A flush that empties the channel's buffer says so while it runs, when nobody listens.
    } while !outbox.isEmpty && context.channel.isWritable
    isWorking = false
    if isEnding, slots.isEmpty, outbox.isEmpty {
      context.close(promise: nil)
    } else {
      decideReading(context)
    }
  }

  /// Moves the answers that are due to the outbox.
  private func collectAnswers() {
    while let first = slots.first, let outcome = first.outcome {
      slots.removeFirst()
      switch outcome {
      case .frame(let frame, let records, let milliseconds):
        append(frame, records)
        mute(milliseconds)
      case .bytes(let bytes):
        outbox.append(.bytes(ByteBuffer(integer: Int32(bytes.count))))
        outbox.append(.bytes(ByteBuffer(bytes: bytes)))
      case .silence(let milliseconds): mute(milliseconds)
      case .close:
        isEnding = true
        slots.removeAll()
      }
    }
  }

  private func append(_ frame: EncodedFrame, _ records: [[EncodedStretch]]) {
    for piece in frame.pieces {
      switch piece {
      case .bytes(let range): outbox.append(.bytes(ByteBuffer(bytes: frame.bytes[range])))
      case .records(let span) where span.count == 0: break
      case .records(let span):
        for stretch in records[span.start] { outbox.append(.records(stretch)) }
      }
    }
  }

  /// Begins the request at the front; false when there is none or it has to wait.
  private func beginNext() -> Bool {
    guard !isEnding, !isMuted, outbox.isEmpty else { return false }
    let bytesMax =
      authentication.principal == nil
      ? node.settings.unknownFrameBytesMax : node.settings.frameBytesMax
    switch input.front(bytesMax: bytesMax) {
    case .nothing: return false
    case .noFrame:
      isEnding = true
      return false
    case .part(let length):
      if length > ConnectionHandler.smallFrameBytes { takeShare(length) }
      return false
    case .frame(let length):
      guard begin(input.frame(length)) else { return false }
      input.drop(length)
      giveShareBack()
      return true
    }
  }

  /// Begins a request; false when those before it have to be answered first.
  private func begin(_ frame: UnsafeMutableRawBufferPointer) -> Bool {
    if authentication.takesBareFrames {
      guard slots.isEmpty else { return false }
      beginStep(frame)
      return true
    }
    let header: RequestHeader
    do throws(WireError) { header = try RequestHeader.decode(UnsafeRawBufferPointer(frame)) } catch
    {
      isEnding = true
      return false
    }
    let isProduce = header.apiKey == APIKey.produce.rawValue
    // Any other request begins only when none is there, so the first speaks for all.
    guard slots.first?.isProduce ?? true, slots.isEmpty || isProduce else { return false }
    let slot = ReplySlot(self, on: loop, isProduce: isProduce)
    slots.append(slot)
    guard authentication.isAdmitted(header.api?.key),
      let route = header.api.flatMap({ Handlers.find($0.key) })
    else {
      refuse(header, slot)
      return true
    }
    client.principal = authentication.principal ?? .anonymous
    client.clientID = header.clientID ?? ""
    let call = Call(node: node, client: client, version: header.version, connection: self)
    do throws(WireError) { try route.run(frame, header, call, slot) } catch { slot.fill(.close) }
    return true
  }

  /// Answers what is not spoken: there is a layout only for ApiVersions.
  private func refuse(_ header: RequestHeader, _ slot: ReplySlot) {
    guard header.asksForVersions,
      let frame = try? ApiVersionsResponse.unsupportedVersion(
        correlationID: header.correlationID, Handlers.isServed)
    else { return slot.fill(.close) }
    slot.fill(.frame(frame, [], muteMilliseconds: 0))
  }

  // MARK: - Authentication

  func beginAuthentication(_ exchange: SaslExchange, isBare: Bool) {
    authentication.begin(exchange, isBare: isBare)
  }

  /// Takes the next message of an exchange and tells `completion`, on the loop, what follows. False
  /// when there is no exchange.
  func authenticate(
    _ message: [UInt8], completion: @escaping @Sendable (SaslStep) -> Void
  ) -> Bool {
    guard let exchange = authentication.take() else { return false }
    let host = client.host
    node.onThread { [self] in
      var exchange = exchange
      let step = node.access.authorizer.answer(
        message, in: &exchange, from: host,
        nowMilliseconds: node.time.monotonicNanoseconds() / 1_000_000)
      let next = exchange
      loop.execute { [self] in
        authentication.finish(step, next)
        completion(step)
      }
    }
    return true
  }

  /// A message in a frame of its own: version 0 of SaslHandshake.
  private func beginStep(_ frame: UnsafeMutableRawBufferPointer) {
    let slot = ReplySlot(self, on: loop, isProduce: false)
    slots.append(slot)
    let isTaken = authenticate(Array(frame)) { step in
      switch step {
      case .challenge(let bytes), .success(_, let bytes): slot.fill(.bytes(bytes))
      case .failure: slot.fill(.close)
      }
    }
    if !isTaken { slot.fill(.close) }
  }

  // MARK: - Holding back

  /// Listens to nothing for a while.
  private func mute(_ milliseconds: Int32) {
    guard milliseconds > 0 else { return }
    isMuted = true
    loop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(milliseconds))) {
      self.isMuted = false
      self.work()
    }
  }

  private func takeShare(_ length: Int) {
    guard share == .none else { return }
    let loop = loop
    let isTaken = budget.take(length) { [weak self, budget] in
      loop.execute { [weak self] in
        guard let self, self.isOpen else { return budget.give(length) }
        self.share = .taken(length)
        self.work()
      }
    }
    share = isTaken ? .taken(length) : .awaited
    largeFrameCount += 1
    watchLargeFrame()
  }

  /// Ends a connection whose large frame does not arrive in time. One timer, however many frames.
  private func watchLargeFrame() {
    guard !isWatchingFrame else { return }
    isWatchingFrame = true
    let watched = largeFrameCount
    loop.assumeIsolated().scheduleTask(in: ConnectionHandler.frameTime) { [weak self] in
      guard let self else { return }
      self.isWatchingFrame = false
      guard self.share != .none else { return }
      if self.largeFrameCount == watched {
        self.context?.close(promise: nil)
      } else {
        self.watchLargeFrame()
      }
    }
  }

  private func giveShareBack() {
    // One that is awaited is given back when it comes.
    if case .taken(let count) = share { budget.give(count) }
    share = .none
  }

  private func decideReading(_ context: ChannelHandlerContext) {
    let hasFrame: Bool
    switch input.front(bytesMax: node.settings.frameBytesMax) {
    case .frame, .noFrame: hasFrame = true
    case .nothing, .part: hasFrame = false
    }
    let wanted = !isEnding && !isMuted && !hasFrame && share != .awaited
    guard wanted != reads else { return }
    reads = wanted
    context.channel.setOption(.autoRead, value: wanted).whenFailure { _ in }
    if wanted { context.read() }
  }
}
