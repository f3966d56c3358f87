// "Did you mean": the nearest of some names by edit distance, two neighbours swapped counting as one
// edit. Ties go to the first in the list, so the answer does not depend on hashing.

/// Finds the name that was probably meant.
package enum NameSuggestion {
  /// Longer names are not compared: the distance costs the product of the lengths.
  private static let longestName = 128

  /// The name nearest to `name`, at most `limit` edits away; by default a third of its length, at least
  /// one. Nil when none is that near. Case does not count.
  package static func nearest(
    to name: String, among candidates: some Sequence<String>, within limit: Int? = nil
  ) -> String? {
    let wanted = Array(name.uppercased().unicodeScalars)
    guard wanted.count <= longestName else { return nil }
    let limit = limit ?? max(1, wanted.count / 3)
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let scalars = Array(candidate.uppercased().unicodeScalars)
      guard abs(scalars.count - wanted.count) <= limit, scalars.count <= longestName else {
        continue
      }
      let distance = distance(wanted, scalars)
      if distance <= limit, distance < best?.distance ?? Int.max { best = (candidate, distance) }
    }
    return best?.name
  }

  /// Edits between two texts: insert, delete, replace, swap of neighbours.
  package static func distance(_ left: String, _ right: String) -> Int {
    distance(Array(left.unicodeScalars), Array(right.unicodeScalars))
  }

  private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    guard !left.isEmpty else { return right.count }
    guard !right.isEmpty else { return left.count }
    var beforePrevious = [Int](repeating: 0, count: right.count + 1)
    var previous = Array(0...right.count)
    var current = previous
    for row in 1...left.count {
      current[0] = row
      for column in 1...right.count {
        let cost = left[row - 1] == right[column - 1] ? 0 : 1
        var edits = min(
          previous[column] + 1, current[column - 1] + 1, previous[column - 1] + cost)
        if row > 1, column > 1, left[row - 1] == right[column - 2],
          left[row - 2] == right[column - 1]
        {
          edits = min(edits, beforePrevious[column - 2] + 1)
        }
        current[column] = edits
      }
      (beforePrevious, previous, current) = (previous, current, beforePrevious)
    }
    return previous[right.count]
  }
}
