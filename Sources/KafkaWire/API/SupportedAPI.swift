/// An API that this broker speaks: the versions it takes and from which one on they are flexible.
package struct SupportedAPI: Equatable, Sendable {
  package let key: APIKey
  /// From 0 everywhere: older librdkafka turns a feature on only when one old version is offered.
  package let versions: ClosedRange<Int16>
  private let flexibleSince: Int16

  /// `flexible` is the first version with compact lengths and tags; nil for never.
  package init(_ key: APIKey, _ versions: ClosedRange<Int16>, flexible: Int16?) {
    self.key = key
    self.versions = versions
    flexibleSince = flexible ?? .max
  }

  package func isFlexible(_ version: Int16) -> Bool { version >= flexibleSince }

  /// Request header 2 (with tags) or 1. The client id is an ordinary string in both.
  package func requestHeaderVersion(_ version: Int16) -> Int {
    isFlexible(version) ? 2 : 1
  }

  /// Response header 1 (with tags) or 0. The answer to ApiVersions always has 0, as its reader does
  /// not know yet what the broker speaks.
  package func responseHeaderVersion(_ version: Int16) -> Int {
    isFlexible(version) && key != .apiVersions ? 1 : 0
  }
}
