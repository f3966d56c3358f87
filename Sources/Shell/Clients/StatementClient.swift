// Where statements go: into a database of this process, or to a server.

package import Engine

/// Executes statements one at a time. Used by one thread.
package protocol StatementClient: AnyObject {
  /// Whom one is talking to, for the banner.
  var greeting: [String] { get }
  /// The server's address; nil for a folder of this process.
  var address: String? { get }
  /// Names for completion; as they were a moment ago.
  var names: DatabaseNames { get }
  /// Executes a statement. Every answer is handed to `body`; a script has several.
  func execute(_ statement: String, _ body: (Answer) -> Bool) throws(ShellError)
  /// Presets a variable, as DEFINE does.
  func define(_ name: String, _ value: String)
}
