// A port with a certificate: clear text gets no answer, and the server goes on.

import KafkaWire
import Testing
import TransportSecurity

@testable import KafkaService

@Suite struct EncryptionTests {
  @Test func clearTextGetsNothing() throws {
    let tests = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    let folder = "/\(tests)/HTTPServiceTests/certificates"
    let node = try NodeFixture(
      certificate: ServerCertificate(
        certificatePath: folder + "/server.pem", keyPath: folder + "/server.key"))
    try node.createTopic("t")
    for _ in 0..<2 {
      let client = try node.client()
      #expect(throws: WireClient.Failure.self) {
        _ = try client.call(MetadataRequest.self, version: 9) { _ in }
      }
      #expect(client.isEnded())
    }
  }
}
