// AlterUserScramCredentials: adds and removes SCRAM users. The client sends the salted password,
// from which the broker derives the two keys. Mechanism 1 is SCRAM-SHA-256, 2 SCRAM-SHA-512.

package struct AlterUserScramCredentialsRequest: WireRequest {
  package typealias Response = AlterUserScramCredentialsResponse
  package static let api = SupportedAPI(.alterUserScramCredentials, 0...0, flexible: 0)

  package var deletions: [Deletion] = []
  package var upsertions: [Upsertion] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&deletions)
    try wire.field(&upsertions)
    try wire.end()
  }
}

extension AlterUserScramCredentialsRequest {
  package struct Deletion: WireStructure {
    package var name = ""
    package var mechanism: Int8 = 0

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&name)
      try wire.field(&mechanism)
      try wire.end()
    }
  }

  package struct Upsertion: WireStructure {
    package var name = ""
    package var mechanism: Int8 = 0
    package var iterations: Int32 = 0
    package var salt: [UInt8] = []
    package var saltedPassword: [UInt8] = []

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&name)
      try wire.field(&mechanism)
      try wire.field(&iterations)
      try wire.field(&salt)
      try wire.field(&saltedPassword)
      try wire.end()
    }
  }
}

package struct AlterUserScramCredentialsResponse: WireMessage {
  package static let api = AlterUserScramCredentialsRequest.api

  package var throttleTimeMs: Int32 = 0
  package var results: [Outcome] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs)
    try wire.field(&results)
    try wire.end()
  }
}

extension AlterUserScramCredentialsResponse {
  package struct Outcome: WireStructure {
    package var user = ""
    package var errorCode = KafkaError.noError
    package var errorMessage: String?

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&user)
      try wire.field(&errorCode)
      try wire.field(&errorMessage)
      try wire.end()
    }
  }
}
