// Short spellings for the parameters that most functions declare.

import Values

extension FunctionParameter {
  static func string(_ name: String, _ description: String) -> FunctionParameter {
    FunctionParameter(name, .type(.string), description)
  }

  static func bytes(_ name: String, _ description: String) -> FunctionParameter {
    FunctionParameter(name, .type(.bytes), description)
  }

  /// An INTEGER; `rejectsNull` makes NULL an error of the row.
  static func integer(
    _ name: String, _ description: String, rejectsNull: Bool = false
  ) -> FunctionParameter {
    FunctionParameter(name, .type(.integer), description, rejectsNull: rejectsNull)
  }

  /// A value of the type variable T.
  static func value(_ name: String, _ description: String) -> FunctionParameter {
    FunctionParameter(name, .generic("T"), description)
  }
}
