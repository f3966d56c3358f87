// Reading columns of texts by the pattern of each row.

import Platform
import Values

enum ParseKernels {
  /// Reads each row that has no NULL with `read` and its compiled pattern.
  @inline(__always)
  static func parse<T: BitwiseCopyable & ExpressibleByIntegerLiteral, Pattern: AnyObject>(
    _ call: inout KernelCall, what: String, to type: SQLType, zone: ZoneRules = .utc,
    compile: @escaping (String) throws(FunctionError) -> Pattern,
    _ read: (Pattern, UnsafeBufferPointer<UInt8>, ZoneRules) throws(FunctionError) -> T
  ) -> Column {
    let texts = TextVector(call.arguments[0])
    var patterns = PreparedArgument(call.arguments[1], prepare: compile)
    var zones = call.arguments.count > 2 ? FormatKernels.zoneArgument(call, 2) : nil
    let values = Buffer(capacity: call.count * MemoryLayout<T>.stride)
    let out = values.pointer(T.self)
    let present = call.presentRows
    for row in 0..<call.count {
      out[row] = 0
      guard present?[row] ?? true else { continue }
      do throws(FunctionError) {
        let pattern = try patterns.value(row)
        let rowZone = try zones?.value(row) ?? zone
        out[row] = try read(pattern, texts[row], rowZone)
      } catch {
        call.fail(
          row,
          "Failed to parse \(what) '\(texts.string(row))' with formatter "
            + "'\(patterns.text(row))': \(error)")
      }
    }
    return Column(type: type, count: call.count, validity: nil, values: values)
  }

  @Sendable static func compile(_ text: String) throws(FunctionError) -> JavaDateTimePattern {
    try JavaDateTimePattern(text)
  }
}
