// Which type turns into which: written casts, and the silent ones that arguments and lists get.

package import Values

/// How willing a silent cast is.
package enum CoercionRules: Hashable, Sendable {
  /// Widening of numbers; texts become times, dates, timestamps and bytes.
  case strict
  /// Also primitives to text and text to primitives: for literals.
  case lax
}

extension TypeRules {
  /// Throws "Cast of A to B is not supported" for a pair that CAST does not know.
  package static func checkCast(from: SQLType, to: SQLType) throws(FunctionError) {
    guard castable(from: from, to: to) else {
      throw FunctionError("Cast of \(from) to \(to) is not supported")
    }
  }

  /// Whether `CAST(from AS to)` exists.
  package static func castable(from: SQLType, to: SQLType) -> Bool {
    if from == to || to == .string { return from != .bytes || to == .bytes }
    switch (from, to) {
    case (.integer, _), (.bigint, _), (.decimal, _), (.double, _): return to.isNumeric
    case (.string, _): return !to.isNested
    case (.date, .timestamp), (.timestamp, .date), (.timestamp, .time): return true
    case (.array(let a), .array(let b)): return castable(from: a, to: b)
    case (.map(let k, let v), .map(let toKey, let toValue)):
      return castable(from: k, to: toKey) && castable(from: v, to: toValue)
    case (.struct(let fields), .struct(let targets)):
      return targets.allSatisfy { target in
        guard let field = fields.first(where: { $0.name == target.name }) else { return true }
        return castable(from: field.type, to: target.type)
      }
    default: return false
    }
  }

  /// Whether a value of `from` is silently taken where `to` is expected.
  package static func implicitlyCastable(
    from: SQLType, to: SQLType, rules: CoercionRules = .strict
  ) -> Bool {
    if from == to { return true }
    switch (from, to) {
    case (.integer, .bigint), (.integer, .double), (.bigint, .double), (.decimal, .double):
      return true
    case (.integer, .decimal), (.bigint, .decimal), (.decimal, .decimal):
      guard let a = decimalShape(from), let b = decimalShape(to) else { return false }
      return a.scale <= b.scale && a.precision - a.scale <= b.precision - b.scale
    case (.string, .time), (.string, .date), (.string, .timestamp), (.string, .bytes):
      return true
    case (.string, _): return rules == .lax && !to.isNested
    case (_, .string): return rules == .lax && !from.isNested && from != .bytes
    case (.array(let a), .array(let b)):
      return implicitlyCastable(from: a, to: b, rules: rules)
    case (.map(let k, let v), .map(let toKey, let toValue)):
      return implicitlyCastable(from: k, to: toKey, rules: rules)
        && implicitlyCastable(from: v, to: toValue, rules: rules)
    case (.struct(let fields), .struct(let targets)):
      return fields.allSatisfy { field in
        targets.contains {
          $0.name == field.name
            && implicitlyCastable(from: field.type, to: $0.type, rules: rules)
        }
      }
    default: return false
    }
  }
}
