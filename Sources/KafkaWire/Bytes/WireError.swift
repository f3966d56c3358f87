/// Why bytes are not a message, or a message cannot become bytes, and where.
package struct WireError: Error, Equatable, Sendable, CustomStringConvertible {
  package enum Code: Sendable {
    /// The bytes end before the field does.
    case truncated
    /// A length or a count is negative, or larger than what is left of the frame.
    case invalidLength
    /// A field that must be there is null.
    case nullNotAllowed
    /// A variable-length integer has more than 32 bits.
    case invalidVarint
    /// A tagged field is out of order, or does not end where its size says.
    case invalidTags
    /// More array elements than one message may hold.
    case tooManyElements
    /// A string, or a whole frame, is too long for its length prefix.
    case tooLong
  }

  package let code: Code
  /// The byte of the frame where reading stopped, or how many had been written.
  package let position: Int

  package init(_ code: Code, at position: Int) {
    self.code = code
    self.position = position
  }

  package var description: String {
    let what =
      switch code {
      case .truncated: "the message ends in the middle of a field"
      case .invalidLength: "a length does not fit into the message"
      case .nullNotAllowed: "a field that must have a value is null"
      case .invalidVarint: "a variable-length integer is longer than 32 bits"
      case .invalidTags: "the tagged fields are out of order or have a wrong size"
      case .tooManyElements: "the message has more than \(WireLimits.elementsMax) array elements"
      case .tooLong: "a value is too long for its length prefix"
      }
    return "\(what) (byte \(position))"
  }
}
