// Arrows point down. SwiftPM lets a target import what it merely inherits, so the table of the
// house is kept here and every `import` line is held against it.

import Testing

struct LayeringTests {
  /// What each target may import of ours; a target that is missing here fails the test.
  static let allowed: [String: Set<String>] = [
    "CIntrinsics": [], "CCodecs": [], "CEditLine": [], "CCrypto": [],
    "Platform": ["CCodecs", "CIntrinsics"],
    "Values": [],
    "SQLSyntax": [],
    "KafkaWire": [],
    "Access": ["Values", "Platform", "CCrypto"],
    "SegmentLog": ["Platform"],
    "Functions": ["Values", "Platform"],
    "Formats": ["Values", "Platform", "CIntrinsics"],
    "Plan": ["Values", "Platform"],
    "Planner": ["SQLSyntax", "Values", "Functions", "Formats", "Plan"],
    "StateStores": ["Platform", "SegmentLog", "Values"],
    "Coordination": ["Platform", "SegmentLog"],
    "Operators": [
      "Platform", "SegmentLog", "Values", "Functions", "Formats", "Plan", "StateStores",
    ],
    "Engine": [
      "Platform", "Values", "SQLSyntax", "Access", "SegmentLog", "Functions", "Formats", "Plan",
      "Planner", "StateStores", "Operators", "Coordination",
    ],
    "TransportSecurity": [],
    "HTTPService": ["Engine", "Access", "TransportSecurity", "Values", "Platform", "Formats"],
    "KafkaService": [
      "KafkaWire", "SegmentLog", "Coordination", "Access", "TransportSecurity", "Platform",
    ],
    "Shell": ["Engine", "SQLSyntax", "Values", "Platform", "CEditLine", "Formats"],
    // Looks at the catalog and holds the log's records back.
    "SQLTesting": [
      "Engine", "SegmentLog", "SQLSyntax", "Plan", "Planner", "Values", "Platform", "Formats",
    ],
    "Benchmarks": ["Engine", "Values", "Platform", "Formats", "SegmentLog", "KafkaWire"],
    "millrace": [
      "Engine", "Access", "TransportSecurity", "HTTPService", "KafkaService", "Shell",
      "SQLTesting", "Benchmarks", "Platform", "Values", "Formats", "SegmentLog", "Coordination",
    ],
  ]

  /// Modules from outside, by the targets that may use them.
  static let outside: [String: Set<String>] = [
    "Platform": ["Glibc", "Synchronization", "Musl"],
    "TransportSecurity": ["NIOCore", "NIOSSL"],
    "HTTPService": [
      "NIOCore", "NIOPosix", "NIOHTTP1", "NIOHTTP2", "NIOConcurrencyHelpers", "Synchronization",
    ],
    "KafkaService": ["NIOCore", "NIOPosix", "Synchronization"],
    "Shell": ["Foundation", "FoundationEssentials", "FoundationNetworking", "Synchronization"],
    "SQLTesting": ["Synchronization"],
    "Benchmarks": ["Synchronization"],
    "millrace": ["ArgumentParser", "Foundation", "FoundationEssentials", "Synchronization"],
  ]

  private static let accessLevels = ["package", "public", "internal", "private", "fileprivate"]

  static func importedModule(_ line: String) -> String? {
    let words = line.split(separator: " ").map(String.init)
    guard let index = words.firstIndex(of: "import"), index + 1 < words.count,
      words[..<index].allSatisfy({
        $0.hasPrefix("@") || accessLevels.contains($0)
      })
    else { return nil }
    let name = words[words.count - 1]
    return String(name.split(separator: ".")[0])
  }

  @Test func importsPointDown() {
    var violations: [String] = []
    for file in SourceTree.files("Sources", "swift") {
      guard let target = file.target else { continue }
      guard let mayImport = Self.allowed[target] else {
        violations.append("\(file.path): target \(target) is not in the layering table")
        continue
      }
      let fromOutside = Self.outside[target] ?? ["Synchronization", "_StringProcessing"]
      for (number, text) in file.code {
        guard let module = Self.importedModule(text) else { continue }
        if !mayImport.contains(module) && !fromOutside.contains(module) {
          violations.append("\(file.path):\(number): \(target) must not import \(module)")
        }
      }
    }
    #expect(violations == [])
  }

  @Test func importLinesAreRecognised() {
    #expect(Self.importedModule("package import Values") == "Values")
    #expect(Self.importedModule("@preconcurrency import Glibc") == "Glibc")
    #expect(Self.importedModule("import struct Values.Decimal") == "Values")
    #expect(Self.importedModule("let import = 3") == nil)
  }
}
