// DescribeLogDirs: bytes on disk by directory and partition. Null topics ask for all.

package struct DescribeLogDirsRequest: WireRequest {
  package typealias Response = DescribeLogDirsResponse
  package static let api = SupportedAPI(.describeLogDirs, 0...4, flexible: 2)

  package var topics: [Topic]?

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&topics)
    try wire.end()
  }
}

extension DescribeLogDirsRequest {
  package struct Topic: WireStructure {
    package var topic = ""
    package var partitions: [Int32] = []

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&topic)
      try wire.field(&partitions)
      try wire.end()
    }
  }
}

package struct DescribeLogDirsResponse: WireMessage {
  package static let api = DescribeLogDirsRequest.api

  package var throttleTimeMs: Int32 = 0
  package var errorCode = KafkaError.noError
  package var results: [LogDir] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs)
    try wire.field(&errorCode, .since(3))
    try wire.field(&results)
    try wire.end()
  }
}

extension DescribeLogDirsResponse {
  package struct LogDir: WireStructure {
    package var errorCode = KafkaError.noError
    package var logDir = ""
    package var topics: [Topic] = []
    package var totalBytes: Int64 = -1
    package var usableBytes: Int64 = -1

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&errorCode)
      try wire.field(&logDir)
      try wire.field(&topics)
      try wire.field(&totalBytes, .since(4))
      try wire.field(&usableBytes, .since(4))
      try wire.end()
    }
  }

  package struct Topic: WireStructure {
    package var name = ""
    package var partitions: [Partition] = []

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&name)
      try wire.field(&partitions)
      try wire.end()
    }
  }

  package struct Partition: WireStructure {
    package var partitionIndex: Int32 = 0
    package var partitionSize: Int64 = 0
    package var offsetLag: Int64 = 0
    package var isFutureKey = false

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&partitionIndex)
      try wire.field(&partitionSize)
      try wire.field(&offsetLag)
      try wire.field(&isFutureKey)
      try wire.end()
    }
  }
}
