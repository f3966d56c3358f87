// Types as written, for callers that have no statement around them.

package import SQLSyntax
package import Values

extension SQLType {
  /// The type that a written one means.
  package init(_ syntax: TypeSyntax, _ customTypes: [String: SQLType] = [:]) throws(SQLError) {
    self = try TypeBinding(customTypes: customTypes).type(syntax)
  }
}
