// What this database can hold. A source may have a column of a larger type as long as nothing reads
// or writes it.

import SQLSyntax
import Values

extension SQLType {
  /// Throws for a type whose values have no place here.
  func checkSupported(at span: SourceSpan? = nil) throws(SQLError) {
    switch self {
    case .decimal(let precision, _):
      guard precision > SQLType.decimalPrecisionMax else { return }
      throw SQLError.notSupportedYet(
        "DECIMAL of more than \(SQLType.decimalPrecisionMax) digits is not supported yet.", at: span
      )
    case .array(let element): try element.checkSupported(at: span)
    case .map(let key, let value):
      try key.checkSupported(at: span)
      try value.checkSupported(at: span)
    case .struct(let fields): for field in fields { try field.type.checkSupported(at: span) }
    default: break
    }
  }
}
