// Access to parts of nested values: `array[i]`, `map['k']`, `struct -> field`.

package import Values

/// Subscripts and fields.
package enum AccessKernels {
  /// `array[index]`: 1-based, negative from the end; NULL outside. The index is INTEGER or BIGINT.
  package static func element(of array: Column, at index: Column) -> Column { array }

  /// `map[key]`; NULL if the key is missing.
  package static func value(of map: Column, for key: Column) -> Column { map }

  /// The field at `position` of the struct's type; NULL where the struct is NULL.
  package static func field(of structure: Column, at position: Int) -> Column { structure }
}
