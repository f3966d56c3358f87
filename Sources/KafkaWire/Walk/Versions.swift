/// The versions of an API that carry a field.
package struct Versions: Sendable {
  private let first: Int16
  private let last: Int16

  private init(_ first: Int16, _ last: Int16) {
    self.first = first
    self.last = last
  }

  package static let all = Versions(0, .max)

  package static func since(_ version: Int16) -> Versions { Versions(version, .max) }
  package static func until(_ version: Int16) -> Versions { Versions(0, version) }
  package static func only(_ version: Int16) -> Versions { Versions(version, version) }
  package static func between(_ first: Int16, _ last: Int16) -> Versions { Versions(first, last) }

  package func contains(_ version: Int16) -> Bool { first <= version && version <= last }
}
