// PRINT: the raw records of a topic.

/// `PRINT`.
package struct PrintTopicStatement: Hashable, Sendable {
  package let topic: TopicName
  package let fromBeginning: Bool
  /// Every how many records one is shown; nil for all.
  package let interval: Int64?
  package let limit: Int64?

  package init(
    topic: TopicName, fromBeginning: Bool = false, interval: Int64? = nil, limit: Int64? = nil
  ) {
    self.topic = topic
    self.fromBeginning = fromBeginning
    self.interval = interval
    self.limit = limit
  }
}

extension PrintTopicStatement {
  // print_topic := PRINT topic_name [FROM BEGINNING] [(INTERVAL | SAMPLE) whole_number]
  //     [LIMIT whole_number]
  static func parse(_ p: inout Parser) throws(SQLError) -> PrintTopicStatement {
    try p.expect("PRINT")
    let topic = try p.parseTopicName()
    let fromBeginning = p.accept("FROM")
    if fromBeginning { try p.expect("BEGINNING") }
    var interval: Int64?
    if p.accept("INTERVAL") || p.accept("SAMPLE") {
      interval = try count(after: "INTERVAL", &p)
    }
    let limit = p.accept("LIMIT") ? try count(after: "LIMIT", &p) : nil
    return PrintTopicStatement(
      topic: topic, fromBeginning: fromBeginning, interval: interval, limit: limit)
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("PRINT")
    printer.topic(topic)
    printer.words(
      fromBeginning ? "FROM BEGINNING" : nil, interval.map { "INTERVAL \($0)" },
      limit.map { "LIMIT \($0)" })
  }

  private static func count(
    after clause: String, _ p: inout Parser
  ) throws(SQLError) -> Int64 {
    let token = p.peek
    switch token.kind {
    case .decimal, .double:
      throw SQLError(
        .parseFailed, "Value must be integer for command: \(clause)", at: token.span,
        placeStyle: .lineAndColumn)
    default: return try p.parseWholeNumber("a whole number of records")
    }
  }
}
