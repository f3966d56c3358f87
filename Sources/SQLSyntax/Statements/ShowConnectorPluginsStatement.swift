// SHOW CONNECTOR PLUGINS, or LIST CONNECTOR PLUGINS.

/// `SHOW CONNECTOR PLUGINS`.
package struct ShowConnectorPluginsStatement: Hashable, Sendable {
  package init() {}
}

extension ShowConnectorPluginsStatement {
  // show_connector_plugins := (SHOW | LIST) CONNECTOR PLUGINS
  static func parse(_ p: inout Parser) throws(SQLError) -> ShowConnectorPluginsStatement {
    p.advance()
    try p.expect("CONNECTOR", "PLUGINS")
    return ShowConnectorPluginsStatement()
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("SHOW CONNECTOR PLUGINS")
  }
}
