// The paths of EXTRACTJSONFIELD: `$`, then `.name`, `[name]`, `["any"]` or `[n]`. A name has
// letters, digits and `_ : @`; between quotes everything goes, with `\"` and `\\`.

import Values

struct JSONPath {
  private struct Step {
    let name: [UInt8]
    /// The name as the index of an array; nil if it is none.
    let index: Int?

    init(_ name: [UInt8]) {
      self.name = name
      index = Int(String(decoding: name, as: UTF8.self)).flatMap { $0 >= 0 ? $0 : nil }
    }
  }

  private let steps: [Step]

  init(_ source: UnsafeBufferPointer<UInt8>) throws(FunctionError) {
    let scalars = Array(String(decoding: source, as: UTF8.self).unicodeScalars)
    let failure = FunctionError("Invalid JSON path: '\(String(decoding: source, as: UTF8.self))'")
    guard scalars.first == "$" else { throw failure }
    var steps: [[UInt8]] = []
    var i = 1
    while i < scalars.count {
      let opener = scalars[i]
      i += 1
      if opener == "[", i < scalars.count, scalars[i] == "\"" {
        guard let (name, next) = JSONPath.quoted(scalars, i + 1), next < scalars.count,
          scalars[next] == "]"
        else { throw failure }
        steps.append(name)
        i = next + 1
        continue
      }
      guard opener == "." || opener == "[" else { throw failure }
      let start = i
      // An index may have a sign; such an element never exists.
      while i < scalars.count,
        JSONPath.isNameCharacter(scalars[i]) || (opener == "[" && i == start && scalars[i] == "-")
      {
        i += 1
      }
      guard i > start else { throw failure }
      var name = String.UnicodeScalarView()
      name.append(contentsOf: scalars[start..<i])
      steps.append(Array(String(name).utf8))
      if opener == "[" {
        guard i < scalars.count, scalars[i] == "]" else { throw failure }
        i += 1
      }
    }
    self.steps = steps.map { Step($0) }
  }

  private static func quoted(
    _ scalars: [Unicode.Scalar], _ start: Int
  ) -> (name: [UInt8], next: Int)? {
    var name = String.UnicodeScalarView()
    var i = start
    while i < scalars.count, scalars[i] != "\"" {
      if scalars[i] == "\\" {
        guard i + 1 < scalars.count, scalars[i + 1] == "\"" || scalars[i + 1] == "\\" else {
          return nil
        }
        i += 1
      }
      name.append(scalars[i])
      i += 1
    }
    return i < scalars.count ? (Array(String(name).utf8), i + 1) : nil
  }

  private static func isNameCharacter(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar == ":" || scalar == "@" || scalar.properties.isAlphabetic
      || scalar.properties.numericType != nil
  }

  /// The node at the end of the path; nil if it does not exist.
  func find(in document: JSONDocument) -> Int? {
    var node = 0
    for step in steps {
      switch document.nodes[node].kind {
      case .object:
        guard let value = document.member(step.name, of: node) else { return nil }
        node = value
      case .array:
        guard let index = step.index, let element = document.element(index, of: node) else {
          return nil
        }
        node = element
      default: return nil
      }
    }
    return node
  }
}
