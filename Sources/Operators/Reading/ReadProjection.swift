// The last steps of a pull query, over rows that a store gave: condition and select list.

package import Functions
package import Plan
package import Values

/// The condition and the select list of a pull query. Used by one thread.
package final class ReadProjection {
  private let predicate: Predicate?
  private let projection: ExpressionSet

  package init(
    predicate: Expression?, projection: [Expression], environment: FunctionEnvironment
  ) throws(TaskError) {
    self.predicate = try predicate.map { (e) throws(TaskError) in
      try Predicate(e, environment: environment)
    }
    self.projection = try ExpressionSet(projection, environment: environment)
  }

  /// The selected columns of the rows that pass, and how many there are.
  package func apply(_ batch: ColumnBatch) -> (columns: [Column], count: Int) {
    var batch = batch
    if let predicate {
      let verdict = predicate.evaluate(batch)
      batch.selection =
        Predicate.select(verdict.result.column, within: batch, present: batch.present)
        ?? batch.selection
    }
    let compact = batch.compacted()
    return (projection.evaluate(compact).map(\.result.column), compact.count)
  }
}

extension Expression {
  /// The value of an expression without columns; nil if it fails.
  package func constantValue(_ environment: FunctionEnvironment) throws(TaskError) -> Value {
    let set = try ExpressionSet([self], environment: environment)
    let batch = ColumnBatch(
      count: 1, columns: [], timestamps: .of([.bigint(0)], type: .bigint))
    return set.evaluate(batch)[0].result.column.value(at: 0)
  }
}
