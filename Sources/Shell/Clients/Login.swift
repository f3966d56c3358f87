import Platform

/// How a client says to a server who it is. The password is not kept anywhere else.
package struct Login: Equatable, Sendable {
  /// The value of the header `Authorization`.
  let authorization: String

  package init(user: String, password: String) {
    let bytes = Base64.encode(Array("\(user):\(password)".utf8))
    authorization = "Basic " + String(decoding: bytes, as: UTF8.self)
  }
}
