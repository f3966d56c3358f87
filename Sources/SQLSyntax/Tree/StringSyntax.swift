// A string literal where the grammar takes nothing else: property names, paths, values of variables.

/// The text between the quotes, and its place.
package struct StringSyntax: Hashable, Sendable {
  package let text: String
  @Incidental package var span: SourceSpan

  package init(_ text: String, span: SourceSpan = .none) {
    self.text = text
    self.span = span
  }
}
