// SHOW CONNECTOR PLUGINS, or LIST CONNECTOR PLUGINS.

/// `SHOW CONNECTOR PLUGINS`.
package struct ShowConnectorPluginsStatement: Hashable, Sendable {
  package init() {}
}
