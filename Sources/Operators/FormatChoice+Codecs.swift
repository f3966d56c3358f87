// From the plan's description of a format to its decoders and encoders.

package import Formats
package import Plan
package import Values

/// A record that a decoder could not read.
typealias UnreadableRow = RowError

extension FormatChoice {
  private func properties(isKey: Bool) throws(FormatError) -> FormatProperties {
    FormatProperties(
      delimiter: try delimiter.map { (text) throws(FormatError) in
        try FormatProperties.delimiter(parsing: text)
      },
      wrapSingle: isKey ? nil : wrapsSingle)
  }

  /// A decoder of the columns at the positions `wanted`.
  package func decoder(
    _ columns: [ColumnSchema], wanted: [Int], isKey: Bool, topic: String
  ) throws(TaskError) -> any RecordDecoder {
    do {
      return try Formats.decoder(
        name, columns: columns, wanted: wanted, isKey: isKey,
        properties: properties(isKey: isKey), topic: topic)
    } catch {
      throw TaskError(.invalidPlan, error.message)
    }
  }

  package func encoder(
    _ columns: [ColumnSchema], isKey: Bool
  ) throws(TaskError) -> any RecordEncoder {
    do {
      return try Formats.encoder(
        name, columns: columns, isKey: isKey, properties: properties(isKey: isKey))
    } catch {
      throw TaskError(.invalidPlan, error.message)
    }
  }
}

extension WindowedKey {
  package init(_ window: WindowKind) {
    switch window {
    case .tumbling(let size), .hopping(let size, _): self = .time(size: size)
    case .session: self = .session
    }
  }
}
