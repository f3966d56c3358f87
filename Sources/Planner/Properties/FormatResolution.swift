// Formats of a source: from its WITH clause, from the source a query reads, from the session.

import Formats
import Plan
import SQLSyntax
import Values

extension StatementPlanner {
  /// The formats of a source over a topic.
  func formats(
    of properties: SourceProperties
  ) throws(SQLError) -> (key: FormatChoice, value: FormatChoice) {
    let key = properties.keyFormat ?? session.defaultKeyFormat
    guard let value = properties.valueFormat ?? session.defaultValueFormat else {
      throw SQLError.statement(
        "Statement is missing the 'VALUE_FORMAT' property from the WITH clause. Either provide one "
          + "or set a default via the 'ksql.persistence.default.format.value' config.",
        code: .invalidProperty)
    }
    return (
      FormatChoice(key, delimiter: properties.keyDelimiter),
      FormatChoice(
        value, delimiter: properties.valueDelimiter, wrapsSingle: properties.wrapsSingle)
    )
  }

  /// The formats of a query's result: those of its left-most source unless the clause says other.
  func formats(
    ofResult schema: Schema, _ properties: SourceProperties, from source: SourceDefinition,
    key inherited: FormatChoice
  ) throws(SQLError) -> (key: FormatChoice, value: FormatChoice) {
    var key: FormatChoice
    if let name = properties.keyFormat {
      if schema.key.isEmpty && name != "NONE" {
        throw SQLError.statement(
          "Key format specified for stream without key columns.", code: .invalidProperty)
      }
      key = FormatChoice(
        name,
        delimiter: properties.keyDelimiter ?? (name == inherited.name ? inherited.delimiter : nil))
    } else if schema.key.isEmpty {
      key = FormatChoice("NONE")
    } else if inherited.name == "NONE" {
      key = FormatChoice(session.defaultKeyFormat, delimiter: properties.keyDelimiter)
    } else {
      key = FormatChoice(
        inherited.name, delimiter: properties.keyDelimiter ?? inherited.delimiter)
    }
    let name = properties.valueFormat ?? source.valueFormat.name
    let delimiter = name == source.valueFormat.name ? source.valueFormat.delimiter : nil
    if key.name == "NONE" && key.delimiter != nil { key = FormatChoice("NONE") }
    return (
      key,
      FormatChoice(
        name, delimiter: properties.valueDelimiter ?? delimiter,
        wrapsSingle: properties.wrapsSingle)
    )
  }

  /// Throws when a format is unknown, not there yet, or given a property it does not have.
  func checkKnown(_ format: FormatChoice) throws(SQLError) {
    do throws(FormatError) {
      let known = try Formats.named(format.name)
      if format.delimiter != nil && !known.supportedProperties.contains("delimiter") {
        throw FormatError(
          .invalidProperty,
          "\(format.name) does not support the following configs: [delimiter]")
      }
    } catch {
      throw Self.error(error)
    }
  }

  /// Checks that formats hold the columns; gives the value format with its wrapping decided.
  func checked(
    _ schema: Schema, key: FormatChoice, value: FormatChoice
  ) throws(SQLError) -> FormatChoice {
    do throws(FormatError) {
      try Formats.checkKeyTypes(schema.key)
      try Formats.check(
        key.name, columns: schema.key, isKey: true, properties: try Self.properties(key))
      var value = value
      if value.wrapsSingle == nil, let wraps = session.wrapsSingleValues, schema.value.count == 1 {
        let format = try Formats.named(value.name)
        if wraps ? format.supportsWrapping : format.supportsUnwrapping {
          value = FormatChoice(value.name, delimiter: value.delimiter, wrapsSingle: wraps)
        }
      }
      try Formats.check(
        value.name, columns: schema.value, isKey: false, properties: try Self.properties(value))
      return value
    } catch {
      throw Self.error(error)
    }
  }

  private static func properties(
    _ format: FormatChoice
  ) throws(FormatError) -> FormatProperties {
    FormatProperties(
      delimiter: try format.delimiter.map { d throws(FormatError) in
        try FormatProperties.delimiter(parsing: d)
      }, wrapSingle: format.wrapsSingle)
  }

  private static func error(_ error: FormatError) -> SQLError {
    error.kind == .unsupportedFormat
      ? SQLError.notSupportedYet(error.message)
      : SQLError.statement(error.message, code: .invalidProperty)
  }
}
