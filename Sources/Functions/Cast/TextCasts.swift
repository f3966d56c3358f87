// Casts to STRING. Frequent types have a loop of their own; the rest goes through `TextForm`.

import Platform
import Values

enum TextCasts {
  static func cast(_ column: Column) -> KernelResult {
    var output = TextOutput(count: column.count, bytes: column.count * 16)
    switch column.type {
    case .integer:
      let values = column.int32s
      each(column, &output) { row, out in out.append(Int64(values[row])) }
    case .bigint:
      let values = column.int64s
      each(column, &output) { row, out in out.append(values[row]) }
    case .boolean:
      let values = column.booleans
      each(column, &output) { row, out in out.append(values[row] != 0 ? "true" : "false") }
    case .double:
      let values = column.doubles
      each(column, &output) { row, out in out.append(values[row]) }
    case .timestamp:
      let values = column.int64s
      each(column, &output) { row, out in CivilWriter.timestamp(values[row], to: &out) }
    default:
      each(column, &output) { row, out in TextForm.write(column, row, to: &out) }
    }
    return KernelResult(output.finish(), errors: output.errors)
  }

  @inline(__always)
  private static func each(
    _ column: Column, _ output: inout TextOutput, _ body: (Int, inout TextOutput) -> Void
  ) {
    for row in 0..<column.count {
      if column.validity != nil, !column.isValid(row) {
        output.appendNull()
      } else {
        body(row, &output)
        output.endRow()
      }
    }
  }
}

/// The text of a value of any type, as CAST writes it: nested values in Java's form, `[1, 2]`,
/// `{a=1}`, `Struct{A=1,B=x}`.
enum TextForm {
  /// Writes a row that is not NULL.
  static func write(_ column: Column, _ row: Int, to out: inout TextOutput) {
    switch column.type {
    case .boolean: out.append(column.booleans[row] != 0 ? "true" : "false")
    case .integer: out.append(Int64(column.int32s[row]))
    case .bigint: out.append(column.int64s[row])
    case .double: out.append(column.doubles[row])
    case .decimal(_, let scale): out.append(decimal: column.decimals[row], scale: scale)
    case .string: out.append(column.bytes(at: row))
    case .bytes: out.append(Base64.encode(column.bytes(at: row)))
    case .date: CivilWriter.date(Int(column.int32s[row]), to: &out)
    case .time: CivilWriter.time(Int(column.int32s[row]), to: &out)
    case .timestamp: CivilWriter.timestamp(column.int64s[row], to: &out)
    case .array:
      out.append("[")
      for (index, element) in column.elements(at: row).enumerated() {
        if index > 0 { out.append(", ") }
        writeOrNull(column.children[0], element, to: &out)
      }
      out.append("]")
    case .map:
      out.append("{")
      for (index, element) in column.elements(at: row).enumerated() {
        if index > 0 { out.append(", ") }
        writeOrNull(column.children[0], element, to: &out)
        out.append("=")
        writeOrNull(column.children[1], element, to: &out)
      }
      out.append("}")
    case .struct(let fields):
      out.append("Struct{")
      var isFirst = true
      for (field, child) in zip(fields, column.children) where child.isValid(row) {
        if !isFirst { out.append(",") }
        isFirst = false
        out.append(field.name)
        out.append("=")
        write(child, row, to: &out)
      }
      out.append("}")
    }
  }

  private static func writeOrNull(_ column: Column, _ row: Int, to out: inout TextOutput) {
    if column.isValid(row) {
      write(column, row, to: &out)
    } else {
      out.append("null")
    }
  }
}
