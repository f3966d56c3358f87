// Printing columns of dates, times and timestamps by the pattern of each row.

import Platform
import Values

enum FormatKernels {
  /// Prints each row that has no NULL. `value` makes what the pattern prints; the zone argument is
  /// looked up only if there is one, else `zone` is taken.
  @inline(__always)
  static func print(
    _ call: inout KernelCall, what: String, zone: ZoneRules,
    _ value: (Column, Int, ZoneRules) -> PatternTime
  ) -> Column {
    let source = call.arguments[0]
    var patterns = PreparedArgument(call.arguments[1]) {
      (text: String) throws(FunctionError) in try JavaDateTimePattern(text)
    }
    var zones = call.arguments.count > 2 ? zoneArgument(call, 2) : nil
    var output = TextOutput(count: call.count, bytes: call.count * 20)
    var scratch: [UInt8] = []
    for row in 0..<call.count {
      guard call.arguments.allSatisfy({ $0.isValid(row) }) else {
        output.appendNull()
        continue
      }
      do throws(FunctionError) {
        let pattern = try patterns.value(row)
        let rowZone = try zones?.value(row) ?? zone
        scratch.removeAll(keepingCapacity: true)
        if let reason = pattern.print(value(source, row, rowZone), to: &scratch) {
          throw FunctionError(reason)
        }
        output.append(scratch)
        output.endRow()
      } catch {
        call.fail(
          row,
          "Failed to format \(what) \(number(source, row)) with formatter "
            + "'\(patterns.text(row))': \(error)")
        output.appendNull()
      }
    }
    return output.finish()
  }

  /// Time zones named by an argument.
  static func zoneArgument(_ call: KernelCall, _ index: Int) -> PreparedArgument<ZoneRules> {
    let zones = call.environment.zones
    return PreparedArgument(call.arguments[index]) {
      (text: String) throws(FunctionError) -> ZoneRules in
      guard let zone = zones.zone(text) else {
        throw FunctionError("Unknown time-zone ID: \(text)")
      }
      return zone
    }
  }

  private static func number(_ column: Column, _ row: Int) -> Int64 {
    column.type.fixedWidth == 4 ? Int64(column.int32s[row]) : column.int64s[row]
  }
}
