// The one way to run a scalar function over a batch: NULL rules before and after its kernel.

import Values

extension ScalarOverload {
  /// Evaluates the call: a NULL for a parameter that rejects it fails the row, NULLs propagate as
  /// declared, failed rows become NULL. Arguments have the bound parameter types. Lambda
  /// parameters have no column, so `arguments` has one column for each other argument, in order.
  package func evaluate(_ call: KernelCall) -> KernelResult {
    var call = call
    var errors = KernelErrors(rowCount: call.count)
    var present: Bitmap?
    for (position, argument) in call.arguments.enumerated() where argument.validity != nil {
      if rejectsNull(position, of: call.arguments.count + call.lambdas.count) {
        errors.failNulls(of: argument)
      } else if nullHandling == .propagates {
        present = Bitmap.intersection(present, argument.validity)
      }
    }
    var column = kernel(&call)
    var own = call.errors
    if let present {
      column = column.with(validity: Bitmap.intersection(column.validity, present))
      own = own.restricted(to: present)
    }
    if let refused = errors.failed { own = own.restricted(to: refused.inverted()) }
    errors.formUnion(own)
    return KernelResult(column, errors: errors)
  }

  private func rejectsNull(_ position: Int, of count: Int) -> Bool {
    parameter(at: position, of: count)?.rejectsNull ?? false
  }

  /// The parameter that takes the argument at `position` among `count` arguments.
  package func parameter(at position: Int, of count: Int) -> FunctionParameter? {
    ParameterLayout.index(
      of: position, arguments: count, parameters: parameters.count, variadic: variadic
    ).map { parameters[$0] }
  }
}
