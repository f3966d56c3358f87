// The constructors `ARRAY[…]`, `MAP(…)`, `STRUCT(…)`.

package import Values

/// Nested values from columns of the parts.
package enum ConstructorKernels {
  /// `ARRAY[…]`; each column has the element type.
  package static func array(_ elements: [Column], type: SQLType, count: Int) -> Column {
    let builder = ColumnBuilder(type, capacity: count)
    for row in 0..<count {
      for element in elements { builder.children[0].append(from: element, row: row) }
      builder.endRow()
    }
    return builder.finish()
  }

  /// `MAP(…)`; a repeated key keeps its last value.
  package static func map(
    keys: [Column], values: [Column], type: SQLType, count: Int
  ) -> Column {
    let builder = ColumnBuilder(type, capacity: count)
    for row in 0..<count {
      for index in keys.indices {
        let repeats = keys[(index + 1)...].contains { keys[index].equal(row, $0, row) }
        if repeats { continue }
        builder.children[0].append(from: keys[index], row: row)
        builder.children[1].append(from: values[index], row: row)
      }
      builder.endRow()
    }
    return builder.finish()
  }

  /// `STRUCT(…)`; one column a field.
  package static func structure(_ fields: [Column], type: SQLType, count: Int) -> Column {
    Column(type: type, count: count, validity: nil, children: fields)
  }
}
