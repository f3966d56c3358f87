// A table function gives zero or more rows for each row.

package import Values

/// A table function with its overloads.
package struct TableFunction: Sendable {
  package let name: String
  package let summary: String
  package let overloads: [TableOverload]

  package init(_ name: String, summary: String, overloads: [TableOverload]) {
    self.name = name
    self.summary = summary
    self.overloads = overloads
  }
}

/// One signature of a table function.
package struct TableOverload: Sendable {
  package let parameters: [FunctionParameter]
  /// The type of one produced row.
  package let returns: @Sendable ([SQLType]) throws(FunctionError) -> SQLType
  /// Gives an ARRAY column with, for each row, the rows it becomes; NULL stands for none.
  package let kernel: @Sendable (inout KernelCall) -> Column

  package init(
    _ parameters: [FunctionParameter],
    returns: @escaping @Sendable ([SQLType]) throws(FunctionError) -> SQLType,
    kernel: @escaping @Sendable (inout KernelCall) -> Column
  ) {
    self.parameters = parameters
    self.returns = returns
    self.kernel = kernel
  }
}
