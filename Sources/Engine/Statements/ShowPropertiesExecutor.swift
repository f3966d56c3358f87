import Access

/// SHOW PROPERTIES: every declared setting with the value in force.
enum ShowPropertiesExecutor {
  static func execute(_ context: StatementContext) throws(DatabaseError) -> StatementResult {
    try context.rights.demandOnCluster(.describeConfigurations)
    let values = context.session.values
    return .properties(
      Settings.all.sorted { $0.name < $1.name }.map { setting in
        let override =
          values.session[setting.name] != nil
          ? "SESSION" : (values.server[setting.name] != nil ? "SERVER" : "")
        return PropertyListing(
          name: setting.name,
          scope: setting.name.hasPrefix("ksql.streams.") ? "EMBEDDED STREAMS" : "KSQL",
          value: values[setting.name], override: override,
          isEditable: setting.scope == .session)
      })
  }
}
