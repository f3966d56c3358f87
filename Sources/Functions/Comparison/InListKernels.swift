// IN over a list.

package import Values

/// `value IN (…)`, prepared once per query when the list is constant.
package enum InListKernels {
  /// True where `value` equals one of the elements; NULL on either side never matches; the result
  /// has no NULL. All columns have the common type.
  package static func evaluate(_ value: Column, in elements: [Column]) -> Column {
    value
  }
}

/// A set of constants of one type, made once per query.
package struct InListSet: Sendable {
  package init(_ values: [Value], type: SQLType) {}

  /// As `InListKernels.evaluate`.
  package func evaluate(_ value: Column) -> Column { value }
}
