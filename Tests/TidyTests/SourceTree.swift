// The project's files as the tidy tests see them.

import Foundation

/// A text file of the project.
struct SourceFile {
  /// Path from the package's root: `Sources/Values/Column.swift`.
  let path: String
  let text: String

  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  /// `Values` for `Sources/Values/…`; nil outside Sources.
  var target: String? {
    let parts = path.split(separator: "/")
    return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
  }

  /// 1-based line numbers with the code of the line: comments are cut off.
  var code: [(number: Int, text: String)] {
    lines.enumerated().map { index, line in
      let text = String(line)
      guard let comment = text.range(of: "//") else { return (index + 1, text) }
      return (index + 1, String(text[..<comment.lowerBound]))
    }
  }
}

enum SourceTree {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// All files with the given extension below `folder`.
  static func files(_ folder: String, _ fileExtension: String) -> [SourceFile] {
    let base = root.appendingPathComponent(folder)
    let paths = FileManager.default.enumerator(atPath: base.path)
    var files: [SourceFile] = []
    while let path = paths?.nextObject() as? String {
      guard path.hasSuffix("." + fileExtension) else { continue }
      guard
        let text = try? String(contentsOf: base.appendingPathComponent(path), encoding: .utf8)
      else { continue }
      files.append(SourceFile(path: folder + "/" + path, text: text))
    }
    return files.sorted { $0.path < $1.path }
  }

  static let swift = files("Sources", "swift") + files("Tests", "swift")
}
