// Powers of ten as plain memory, which loops reach without the checks of an array.

/// Powers of ten where the loops can reach them without a look at a global.
enum PowerTables {
  /// Safe because nothing writes to it after it was made.
  nonisolated(unsafe) static let integers: UnsafePointer<UInt64> = {
    let table = UnsafeMutablePointer<UInt64>.allocate(capacity: 20)
    var power: UInt64 = 1
    for i in 0..<20 {
      table[i] = power
      power = power &* 10
    }
    return UnsafePointer(table)
  }()

  /// Safe because nothing writes to it after it was made.
  nonisolated(unsafe) static let doubles: UnsafePointer<Double> = {
    let table = UnsafeMutablePointer<Double>.allocate(capacity: NumberText.exactPowers.count)
    table.initialize(from: NumberText.exactPowers, count: NumberText.exactPowers.count)
    return UnsafePointer(table)
  }()
}
