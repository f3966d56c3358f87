// The registry and what it says about schemas and properties.

import Formats
import Testing
import Values

@Suite struct FormatsTests {
  private func message(
    _ format: String, _ columns: [ColumnSchema], isKey: Bool = false,
    _ properties: FormatProperties = FormatProperties()
  ) -> String? {
    do throws(FormatError) {
      try Formats.check(format, columns: columns, isKey: isKey, properties: properties)
      return nil
    } catch {
      return error.message
    }
  }

  private let one = [ColumnSchema("A", .integer)]

  @Test func namesAreFoundInAnyCase() throws {
    #expect(try Formats.named("json").name == "JSON")
    #expect(message("FOO", one) == "Unknown format: FOO")
    #expect(message("avro", one) == "Format 'AVRO' is not supported yet.")
    #expect(Set(Formats.all.map(\.name)).count == Formats.all.count)
  }

  @Test func schemasThatDoNotFitAreNamed() {
    #expect(
      message("DELIMITED", [ColumnSchema("K", .array(.double))], isKey: true) == """
        Key format does not support schema.
        format: DELIMITED
        schema: Persistence{columns=[`K` ARRAY<DOUBLE> KEY], features=[]}
        reason: The 'DELIMITED' format does not support type 'ARRAY', column: `K`
        """)
    let two = [ColumnSchema("F1", .integer), ColumnSchema("F2", .integer)]
    #expect(
      message("KAFKA", two, isKey: true) == """
        Key format does not support schema.
        format: KAFKA
        schema: Persistence{columns=[`F1` INTEGER KEY, `F2` INTEGER KEY], features=[]}
        reason: The 'KAFKA' format only supports a single field. \
        Got: [`F1` INTEGER KEY, `F2` INTEGER KEY]
        """)
    #expect(
      message("JSON", [ColumnSchema("M", .array(.map(key: .integer, value: .double)))])?
        .hasSuffix("reason: JSON only supports MAP types with STRING keys") == true)
    #expect(
      message("NONE", one)?.hasSuffix(
        "The 'NONE' format can only be used when no columns are defined. Got: [`A` INTEGER]")
        == true)
    #expect(
      message("KAFKA", [ColumnSchema("A", .boolean)])?
        .hasSuffix("The 'KAFKA' format does not support type 'BOOLEAN'") == true)
  }

  @Test func propertiesThatDoNotFitAreNamed() {
    #expect(
      message("JSON", one, FormatProperties(delimiter: 0x2C))
        == "JSON does not support the following configs: [delimiter]")
    #expect(
      message("KAFKA", one, FormatProperties(wrapSingle: true))
        == "Format 'KAFKA' does not support 'WRAP_SINGLE_VALUE' set to 'true'.")
    #expect(
      message("JSON", one + one, FormatProperties(wrapSingle: true))
        == "'WRAP_SINGLE_VALUE' is only valid for single-field value schemas")
    #expect(message("DELIMITED", one, FormatProperties(wrapSingle: false)) == nil)
  }

  @Test func mapsAreNoKeys() {
    #expect(throws: FormatError.self) {
      try Formats.checkKeyTypes([ColumnSchema("K", .array(.map(key: .string, value: .double)))])
    }
    #expect(throws: Never.self) { try Formats.checkKeyTypes(one) }
  }
}
