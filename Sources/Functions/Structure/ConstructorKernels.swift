// The constructors `ARRAY[…]`, `MAP(…)`, `STRUCT(…)`.

package import Values

/// Nested values from columns of the parts.
package enum ConstructorKernels {
  /// `ARRAY[…]`; each column has the element type.
  package static func array(_ elements: [Column], type: SQLType, count: Int) -> Column {
    elements[0]
  }

  /// `MAP(…)`; a repeated key keeps its last value.
  package static func map(
    keys: [Column], values: [Column], type: SQLType, count: Int
  ) -> Column { keys[0] }

  /// `STRUCT(…)`; one column a field.
  package static func structure(_ fields: [Column], type: SQLType, count: Int) -> Column {
    fields[0]
  }
}
