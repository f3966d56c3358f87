import Functions

/// SHOW FUNCTIONS.
enum ShowFunctionsExecutor {
  static func execute() -> StatementResult {
    let scalar = ScalarFunctions.all.map {
      FunctionListing(name: $0.name, kind: .scalar, category: $0.category)
    }
    let aggregate = AggregateFunctions.all.map {
      FunctionListing(name: $0.name, kind: .aggregate, category: "AGGREGATE")
    }
    let table = TableFunctions.all.map {
      FunctionListing(name: $0.name, kind: .table, category: "TABLE")
    }
    return .functions((scalar + aggregate + table).sorted { $0.name < $1.name })
  }
}
