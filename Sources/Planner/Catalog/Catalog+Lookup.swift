// Finding sources, with advice when there is none of that name.

package import SQLSyntax

extension Catalog {
  /// The source of this name, or the error of a query that reads it.
  package func source(
    _ name: Identifier, at span: SourceSpan?
  ) throws(SQLError) -> SourceDefinition {
    if let source = sources[name.name] { return source }
    throw SQLError.statement(
      "Source `\(name.name)` does not exist.", at: span ?? name.span, hint: nearest(to: name),
      code: .unknownSource, placeStyle: .node)
  }

  /// `Did you mean …?` with the quotes that would help.
  package func nearest(to name: Identifier) -> String? {
    let sameButCase = sources.keys.sorted().first {
      $0.uppercased() == name.name.uppercased() && $0 != name.name
    }
    if let other = sameButCase {
      return other == other.uppercased()
        ? "Did you mean \(other)? Hint: try removing double quotes from the source name."
        : "Did you mean \"\(other)\"? Hint: wrap the source name in double quotes to make it "
          + "case-sensitive."
    }
    return NameSuggestion.nearest(to: name.name, among: sources.keys.sorted())
      .map { "Did you mean \(IdentifierText.quotedIfNeeded($0))?" }
  }
}
