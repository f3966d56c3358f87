// The certificate of a listening door: read once, checked at the start, and turned into the handler
// that a connection's pipeline begins with. A mistake in the files is said in words that name the
// file, before anything listens.

package import NIOSSL

/// What stops a door from listening with TLS.
package struct CertificateError: Error, CustomStringConvertible {
  package let description: String
}

/// A certificate with its key, ready for connections. TLS 1.2 is the oldest version that is spoken.
package struct ServerCertificate: Sendable {
  private let context: NIOSSLContext

  /// Reads PEM files: the certificate with those between it and its authority, and the key, which
  /// has no passphrase. `protocols` are offered to clients by name (ALPN), best first.
  package init(
    certificatePath: String, keyPath: String, protocols: [String] = []
  ) throws(CertificateError) {
    let chain: [NIOSSLCertificate]
    do {
      chain = try NIOSSLCertificate.fromPEMFile(certificatePath)
    } catch {
      throw CertificateError("the certificate \(certificatePath) cannot be read", error)
    }
    guard !chain.isEmpty else {
      throw CertificateError(description: "there is no certificate in \(certificatePath)")
    }
    let key: NIOSSLPrivateKey
    do {
      // Without this the library would ask the terminal for a passphrase.
      let refusal: NIOSSLPassphraseCallback<[UInt8]> = { _ in
        throw CertificateError(description: "it has a passphrase")
      }
      key = try NIOSSLPrivateKey(file: keyPath, format: .pem, passphraseCallback: refusal)
    } catch {
      throw CertificateError(
        "the key \(keyPath) cannot be read; it must be a PEM file without a passphrase", error)
    }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    configuration.minimumTLSVersion = .tlsv12
    configuration.applicationProtocols = protocols
    do {
      context = try NIOSSLContext(configuration: configuration)
    } catch {
      throw CertificateError("\(certificatePath) and \(keyPath) do not belong together", error)
    }
  }

  /// The first handler of a connection; every connection has its own.
  package func handler() -> NIOSSLServerHandler { NIOSSLServerHandler(context: context) }
}

extension CertificateError {
  fileprivate init(_ sentence: String, _ cause: any Error) {
    description = "\(sentence) (\(cause))"
  }
}
