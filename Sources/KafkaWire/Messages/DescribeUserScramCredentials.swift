// DescribeUserScramCredentials: mechanisms and iterations of users, nothing secret. Null asks for
// all.

package struct DescribeUserScramCredentialsRequest: WireRequest {
  package typealias Response = DescribeUserScramCredentialsResponse
  package static let api = SupportedAPI(.describeUserScramCredentials, 0...0, flexible: 0)

  package var users: [User]?

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&users)
    try wire.end()
  }
}

extension DescribeUserScramCredentialsRequest {
  package struct User: WireStructure {
    package var name = ""

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&name)
      try wire.end()
    }
  }
}

package struct DescribeUserScramCredentialsResponse: WireMessage {
  package static let api = DescribeUserScramCredentialsRequest.api

  package var throttleTimeMs: Int32 = 0
  package var errorCode = KafkaError.noError
  package var errorMessage: String?
  package var results: [Credentials] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs)
    try wire.field(&errorCode)
    try wire.field(&errorMessage)
    try wire.field(&results)
    try wire.end()
  }
}

extension DescribeUserScramCredentialsResponse {
  package struct Credentials: WireStructure {
    package var user = ""
    package var errorCode = KafkaError.noError
    package var errorMessage: String?
    package var credentialInfos: [Credential] = []

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&user)
      try wire.field(&errorCode)
      try wire.field(&errorMessage)
      try wire.field(&credentialInfos)
      try wire.end()
    }
  }

  package struct Credential: WireStructure {
    package var mechanism: Int8 = 0
    package var iterations: Int32 = 0

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&mechanism)
      try wire.field(&iterations)
      try wire.end()
    }
  }
}
