// Who a request is from, and what that allows. Without security everybody is nobody in particular
// and may do everything; with it, a request comes with a name and a password or is sent back.

import Access
import Engine
import NIOHTTP1
import Platform

/// Lets requests in.
struct Gate: Sendable {
  private let database: Database

  /// What a look at the head of a request gives.
  enum Verdict: Sendable {
    case admitted(SessionRights)
    /// The password has to be hashed, which takes milliseconds.
    case unchecked(BasicCredentials)
  }

  init(_ database: Database) { self.database = database }

  private var authorizer: Authorizer { database.access.authorizer }

  /// Decides what can be decided at once; runs on the event loop.
  func admit(
    _ headers: HTTPHeaders, needsLogin: Bool, from host: ClientHost
  ) throws(HTTPError) -> Verdict {
    guard authorizer.settings.isEnabled, needsLogin else {
      return .admitted(database.rights(of: .anonymous, from: host))
    }
    guard let credentials = BasicCredentials(headers) else { throw .unauthorized }
    let known = authorizer.remembered(user: credentials.user, password: credentials.password)
    if let known { return .admitted(database.rights(of: known, from: host)) }
    return .unchecked(credentials)
  }

  /// Checks a password; takes milliseconds.
  func check(
    _ credentials: BasicCredentials, from host: ClientHost
  ) throws(HTTPError) -> SessionRights {
    let now = database.configuration.time.monotonicNanoseconds() / 1_000_000
    switch authorizer.logIn(
      user: credentials.user, password: credentials.password, from: host, nowMilliseconds: now)
    {
    case .success(let principal): return database.rights(of: principal, from: host)
    case .wrongCredentials: throw .unauthorized
    case .tooManyAttempts(let wait): throw .tooManyAttempts(waitMilliseconds: wait)
    }
  }
}

extension HTTPError {
  static let unauthorized: HTTPError = {
    var error = HTTPError(status: .unauthorized, code: 40100, message: "Unauthorized")
    error.headers = [("www-authenticate", "Basic realm=\"millrace\", charset=\"UTF-8\"")]
    return error
  }()

  static func tooManyAttempts(waitMilliseconds: Int64) -> HTTPError {
    let seconds = (waitMilliseconds + 999) / 1000
    var error = HTTPError(
      status: .tooManyRequests, code: 42900,
      message: "Too many wrong passwords from this address; wait \(seconds) s")
    error.headers = [("retry-after", String(seconds))]
    return error
  }
}
