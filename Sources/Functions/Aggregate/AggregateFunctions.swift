// The list of the aggregates. A new one is a file in this folder and a line here.

package enum AggregateFunctions {
  /// Every aggregate function, by name.
  package static let all: [AggregateFunction] = [
    .attr, .average, .collectList, .collectSet, .correlation, .count, .countDistinct,
    .earliestByOffset, .histogram, .latestByOffset, .maximum, .minimum, .standardDeviationSamp,
    .standardDeviationSample, .sum, .sumList, .topK, .topKDistinct,
  ]

  /// The function of this name, in any case.
  package static func named(_ name: String) -> AggregateFunction? { byName[name.uppercased()] }

  private static let byName: [String: AggregateFunction] = Dictionary(
    uniqueKeysWithValues: all.map { ($0.name, $0) })
}
