// What can be computed once instead of per batch or per occurrence.

import Functions
import Plan

extension Expression {
  /// Reads nothing of the row.
  var isConstant: Bool {
    switch self {
    case .column, .rowTime, .windowStart, .windowEnd, .lambdaParameter: false
    default: children.allSatisfy(\.isConstant)
    }
  }

  /// Gives the same for the same row, however often it is evaluated.
  var isDeterministic: Bool {
    if case .call(let call) = self,
      ScalarFunctions.function(named: call.name)?.isDeterministic != true
    {
      return false
    }
    return children.allSatisfy(\.isDeterministic)
  }
}
