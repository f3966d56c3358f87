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
    let present = call.presentRows
    for row in 0..<call.count {
      guard present?[row] ?? true else {
        output.appendNull()
        continue
      }
      do throws(FunctionError) {
        let pattern = try patterns.value(row)
        let rowZone = try zones?.value(row) ?? zone
        var failure: String?
        if let room = output.room(pattern.printedLengthMax) {
          guard let count = pattern.print(value(source, row, rowZone), to: room, failure: &failure)
          else { throw FunctionError(failure ?? "") }
          output.advance(count)
        }
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

extension KernelCall {
  /// The rows without a NULL among their arguments; nil when that are all.
  var presentRows: Bitmap? {
    arguments.reduce(nil) { Bitmap.intersection($0, $1.validity) }
  }
}
