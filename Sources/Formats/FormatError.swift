// What is wrong with the choice of a format: its name, its properties, or a schema it cannot hold.

/// Why a format cannot be used; the sentence is complete and goes to the user as it is.
package struct FormatError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Kind: Hashable, Sendable {
    /// No format has this name.
    case unknownFormat
    /// The format is known but cannot be used yet.
    case unsupportedFormat
    /// The format cannot hold a schema.
    case unsupportedSchema
    /// A property, or its value, does not fit the format.
    case invalidProperty
  }

  package let kind: Kind
  package let message: String

  package init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  package var description: String { message }
}
