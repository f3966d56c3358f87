// Which parameter an argument belongs to when one parameter may repeat.

enum ParameterLayout {
  /// The index of the parameter for argument `position`; nil when the count does not fit. The
  /// variadic parameter takes zero arguments or more; those after it stand at the end.
  static func index(
    of position: Int, arguments: Int, parameters: Int, variadic: Int?
  ) -> Int? {
    guard let variadic else { return arguments == parameters ? position : nil }
    let trailing = parameters - variadic - 1
    guard arguments >= parameters - 1 else { return nil }
    if position < variadic { return position }
    if position >= arguments - trailing { return parameters - (arguments - position) }
    return variadic
  }
}
