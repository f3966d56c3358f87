// The JSON bodies of statement and query endpoints: a text, properties and variables for it.

import Engine
import Formats

/// Statements with the surroundings that they are to run in.
struct KSQLRequest: Sendable {
  let text: String
  private let properties: [JSONMember]
  private let variables: [JSONMember]
  /// The last command that the client knows of.
  let sequenceNumber: Int?

  /// `textName`, `propertiesName`: the endpoints name the same things differently.
  init(
    _ body: [UInt8], textName: String = "ksql", propertiesName: String = "streamsProperties"
  ) throws(HTTPError) {
    let json = try KSQLRequest.json(body)
    guard let text = json[textName]?.string else {
      throw .badRequest("Invalid JSON in request: there is no text in \"\(textName)\"")
    }
    self.text = text
    properties = try KSQLRequest.members(json, propertiesName)
    variables = try KSQLRequest.members(json, "sessionVariables")
    sequenceNumber = json["commandSequenceNumber"]?.int
  }

  static func json(_ body: [UInt8]) throws(HTTPError) -> JSONValue {
    let json: JSONValue
    do throws(JSONError) {
      json = try JSONValue.parse(body)
    } catch {
      throw .badRequest("Invalid JSON in request: \(error)")
    }
    guard json.members != nil else {
      throw .badRequest("Invalid JSON in request: an object is expected")
    }
    return json
  }

  private static func members(
    _ json: JSONValue, _ name: String
  ) throws(HTTPError) -> [JSONMember] {
    guard let value = json[name], !value.isNull else { return [] }
    guard let members = value.members else {
      throw .badRequest("Invalid JSON in request: \"\(name)\" is no object")
    }
    return members
  }

  /// A session with the properties and variables of the request, for whoever sent it.
  func session(_ exchange: Exchange) throws(HTTPError) -> Session {
    let session = exchange.session
    try KSQLRequest.set(properties, in: session)
    for variable in variables {
      session.defineVariable(variable.key, KSQLRequest.text(variable.value))
    }
    return session
  }

  static func set(_ properties: [JSONMember], in session: Session) throws(HTTPError) {
    for property in properties where !property.value.isNull {
      guard Settings.find(property.key) != nil || property.key.hasPrefix("ksql.functions.") else {
        throw .badRequest("Unrecognized property \"\(property.key)\"")
      }
      do throws(DatabaseError) {
        try session.setProperty(property.key, text(property.value))
      } catch {
        throw .badRequest(error.message)
      }
    }
  }

  private static func text(_ value: JSONValue) -> String { value.string ?? value.description }
}
