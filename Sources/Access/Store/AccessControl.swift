// The owner of users, rights and quotas: reads them when the data folder is opened, writes every
// change before it takes effect, and has the one `Authorizer` that all front doors ask.
//
// Questions go to `authorizer` and never wait for a change that is being written. Changes come one
// at a time; each is decided against the state that the one before has left. Changes block: on the
// disk, and for passwords also on hashing. They do not belong on an event loop.

package import Platform

/// Users, rights and quotas of a data folder. Usable from any thread.
///
/// Safe because `file` is touched with `writing` held only, and the rest is set once.
package final class AccessControl: @unchecked Sendable {
  /// Who is this, may they, must they wait?
  package let authorizer: Authorizer
  private let random: any RandomSource
  private let writing = Lock()
  private var file: AccessFile

  /// Reads what the folder holds. The caller has the folder's lock. Nothing is written before the
  /// first change, or before the first opening with security on.
  package static func open(
    folder: String, files: any FileSystem, settings: AccessSettings = AccessSettings(),
    random: any RandomSource = SystemRandomSource()
  ) throws(AccessError) -> AccessControl {
    let (file, state) = try AccessFile.open(folder: folder, files: files)
    var settings = settings
    if settings.isEnabledByUsers && !state.users.isEmpty { settings.isEnabled = true }
    let control = AccessControl(file, state, settings, random)
    if settings.isEnabled { try control.change { _ in [] } }
    return control
  }

  /// The state of a folder that another process may have open.
  package static func state(
    folder: String, files: any FileSystem
  ) throws(AccessError) -> AccessState {
    try AccessFile.state(folder: folder, files: files)
  }

  private init(
    _ file: AccessFile, _ state: AccessState, _ settings: AccessSettings,
    _ random: any RandomSource
  ) {
    self.file = file
    self.random = random
    authorizer = Authorizer(settings: settings, state: state, random: random)
  }

  /// Decides changes against the present state, writes them, and lets them take effect: all or
  /// none. When it returns they are on disk and every later question sees them. After an error with
  /// code `storage` they have no effect, but the next start may find them.
  package func update<Answer>(
    _ decide: (AccessState) throws(AccessError) -> (changes: [AccessChange], answer: Answer)
  ) throws(AccessError) -> Answer {
    writing.lock()
    defer { writing.unlock() }
    // The secret of the decoys comes before everything else.
    let initial = authorizer.state.initialChange(random: random)
    let (decided, answer) = try decide(authorizer.state)
    let changes = (initial.map { [$0] } ?? []) + decided
    if changes.isEmpty { return answer }
    try file.append(changes) {
      var state = authorizer.state
      for change in changes { state.apply(change) }
      return state
    }
    authorizer.apply(changes)
    return answer
  }

  /// As `update`, without an answer.
  package func change(
    _ decide: (AccessState) throws(AccessError) -> [AccessChange]
  ) throws(AccessError) {
    try update { state throws(AccessError) in (try decide(state), ()) }
  }

  /// Sets a user's password for every mechanism; creates the user when it is new.
  package func setPassword(_ password: String, of user: String) throws(AccessError) {
    try change { state throws(AccessError) in
      try state.changes(settingPassword: password, of: user, random: random)
    }
  }

  /// No changes can be made after it; questions are still answered.
  package func close() {
    writing.withLock { file.close() }
  }
}
