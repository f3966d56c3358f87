// The list of the table functions. A new one is a file in this folder and a line here.

package enum TableFunctions {
  /// Every table function, by name.
  package static let all: [TableFunction] = [.cubeExplode, .explode]

  /// The function of this name, in any case.
  package static func named(_ name: String) -> TableFunction? { byName[name.uppercased()] }

  private static let byName: [String: TableFunction] = Dictionary(
    uniqueKeysWithValues: all.map { ($0.name, $0) })
}
