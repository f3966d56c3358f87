// TLS on the port: with HTTP/1.1 and HTTP/2, and what comes of everything else.

import NIOCore
import Foundation
import HTTPService
import Platform
import Testing
import TransportSecurity

struct EncryptionTests {
  /// A certificate for localhost that ends in 2126, its key, and a key of nothing.
  static let folder =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
    + "/certificates"

  static func certificate(
    _ name: String = "server.pem", key: String = "server.key"
  ) throws(CertificateError) -> ServerCertificate {
    try ServerCertificate(
      certificatePath: "\(folder)/\(name)", keyPath: "\(folder)/\(key)",
      protocols: HTTPServer.protocols)
  }

  @Test(
    .enabled(if: HTTPFixture.curl != nil, "curl is not installed"),
    arguments: ["--http1.1", "--http2"])
  func bothVersionsAreSpoken(_ version: String) throws {
    let fixture = try HTTPFixture(certificate: Self.certificate(), HTTPFixture.clicks)
    try fixture.execute(HTTPFixture.insert("ann", "/a", 1))
    let trusted = [version, "--cacert", Self.folder + "/server.pem"]
    let answer = try fixture.curl(
      trusted + ["-i"], "/query", body: HTTPFixture.queryBody("SELECT * FROM clicks;"))
    #expect(answer.hasPrefix(version == "--http2" ? "HTTP/2 200" : "HTTP/1.1 200"))
    #expect(answer.contains("\"/a\""))
    // Whoever does not trust the certificate gets nothing.
    let stranger = try fixture.curl([version], "/info")
    #expect(stranger.hasSuffix("\n000"))
    // Old versions are not spoken.
    let old = try fixture.curl(
      trusted + ["--tls-max", "1.1", "--tlsv1.0", "--ciphers", "DEFAULT@SECLEVEL=0"], "/info")
    #expect(old.hasSuffix("\n000"))
  }

  @Test(.enabled(if: HTTPFixture.curl != nil, "curl is not installed"))
  func theClearTextGetsNothingAndTheServerGoesOn() throws {
    var limits = HTTPLimits()
    limits.idleTime = .milliseconds(200)
    let fixture = try HTTPFixture(limits: limits, certificate: Self.certificate())
    for bytes in [
      HTTPFixture.request("GET", "/info", ""), Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8),
      [0x16, 3, 1, 0xFF, 0xFF, 1, 2, 3], [],
    ] {
      let connection = try fixture.connect()
      try connection.send(bytes)
      let answer = String(decoding: HTTPFixture.readToEnd(connection), as: UTF8.self)
      #expect(!answer.contains("HTTP/1.1"))
    }
    let answer = try fixture.curl(["--cacert", Self.folder + "/server.pem"], "/chc/live")
    #expect(answer == "{}\n200")
  }

  @Test func badFilesAreNamed() throws {
    func failure(_ name: String, _ key: String) -> String {
      do throws(CertificateError) {
        _ = try Self.certificate(name, key: key)
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(failure("server.pem", "server.key").isEmpty)
    #expect(failure("none.pem", "server.key").contains("none.pem"))
    #expect(failure("server.key", "server.key").contains("server.key"))
    #expect(failure("server.pem", "none.key").contains("none.key"))
    #expect(failure("server.pem", "server.pem").contains("the key"))
    #expect(failure("server.pem", "other.key").contains("do not belong together"))
    #expect(failure("server.pem", "locked.key").contains("without a passphrase"))
  }
}
