// Who is let in: names and passwords over a real socket.

import Engine
import Access
import Foundation
import Formats
import NIOHTTP1
import Platform
import Testing

@testable import HTTPService

struct LoginTests {
  /// Every endpoint asks who is there, but for those that load balancers and tools ask first.
  @Test func withoutALoginNothingIsAnswered() throws {
    let fixture = try HTTPFixture(users: ["ann"])
    var open: [String] = []
    for route in Routes.all {
      let path = "/" + route.path.map { $0 == "*" ? "x" : $0 }.joined(separator: "/")
      let answer = try fixture.send(route.method.rawValue, path, "{}")
      if answer.status != 401 {
        open.append(path)
        continue
      }
      #expect(answer.json["error_code"]?.int == 40100)
      #expect(answer.json["@type"]?.string == "generic_error")
      #expect(answer.has("www-authenticate: basic realm="))
    }
    for (method, path) in [("GET", "/nowhere"), ("PUT", "/ksql"), ("POST", "/info")] {
      #expect(try fixture.send(method, path).status == 401)
      #expect(try [404, 405].contains(fixture.send(method, path, as: "ann").status))
    }
    #expect(
      open.sorted() == [
        "/chc/live", "/chc/ready", "/healthcheck", "/v1/metadata", "/v1/metadata/id",
      ])
  }

  @Test func theRightPasswordLetsInAndNoOther() throws {
    let fixture = try HTTPFixture(users: ["ann", "colon"])
    try fixture.database.access.setPassword("a:b ü", of: "colon")
    func status(_ login: String) throws -> Int {
      let connection = try fixture.connect()
      try connection.send(HTTPFixture.request("GET", "/info", "", closes: true, login: login))
      return Answer(HTTPFixture.readToEnd(connection)).status
    }
    // Twice, since the second time is answered from memory.
    for _ in 0..<2 {
      #expect(try status(HTTPFixture.login("ann", "pw-ann")) == 200)
      #expect(try status(HTTPFixture.login("ann", "pw-ann ")) == 401)
      #expect(try status(HTTPFixture.login("colon", "a:b ü")) == 200)
    }
    let right = Data("ann:pw-ann".utf8).base64EncodedString()
    #expect(try status("basic \(right)") == 200)
    for wrong in [
      HTTPFixture.login("bob", "pw-ann"), HTTPFixture.login("ann", ""),
      HTTPFixture.login("", "pw-ann"), "Bearer \(right)", "Basic", "Basic !", right,
      "Basic \(Data("ann".utf8).base64EncodedString())", "Basic \(right)\r\nAuthorization: Basic x",
    ] {
      #expect(try status(wrong) == 401, "\(wrong)")
    }
  }

  @Test func aNewPasswordEndsTheOldOne() throws {
    let fixture = try HTTPFixture(users: ["ann"])
    #expect(try fixture.send("GET", "/info", as: "ann").status == 200)
    try fixture.database.access.setPassword("other", of: "ann")
    #expect(try fixture.send("GET", "/info", as: "ann").status == 401)
    try fixture.database.access.setPassword(HTTPFixture.password("ann"), of: "ann")
    #expect(try fixture.send("GET", "/info", as: "ann").status == 200)
    try fixture.database.access.removeUser("ann")
    #expect(try fixture.send("GET", "/info", as: "ann").status == 401)
  }

  @Test func whoeverTriesPasswordsWaits() throws {
    let fixture = try HTTPFixture(users: ["ann"])
    #expect(try fixture.send("GET", "/info", as: "ann").status == 200)
    var statuses: [Int] = []
    var last: Answer?
    // One try comes back a second, so this is enough however slow the machine.
    for number in 0..<2000 where statuses.last != 429 {
      let connection = try fixture.connect()
      let login = HTTPFixture.login("ann", "guess\(number)")
      try connection.send(HTTPFixture.request("GET", "/info", "", closes: true, login: login))
      last = Answer(HTTPFixture.readToEnd(connection))
      statuses.append(last?.status ?? 0)
    }
    #expect(statuses.dropLast().allSatisfy { $0 == 401 })
    #expect(statuses.count > 20)
    #expect(last?.status == 429 && last?.json["error_code"]?.int == 42900)
    #expect(last?.has("retry-after: 1") == true)
    // Those whose password was right go on.
    #expect(try fixture.send("GET", "/info", as: "ann").status == 200)
  }

  /// The first request of a user waits for the password to be hashed, with its body behind it.
  @Test func aBodyWaitsForTheVerdict() throws {
    let fixture = try HTTPFixture(users: ["ann", "root"])
    let text = String(repeating: "-- a comment\n", count: 40_000) + "SHOW STREAMS;"
    let body = JSONValue.object(["ksql": .string(text)]).description
    #expect(try fixture.send("POST", "/ksql", body, as: "root").json.array?.count == 1)
    let records = try fixture.send(
      "POST", "/topics/fresh/records?partitions=1",
      String(repeating: "{\"value\":1}\n", count: 100_000), as: "ann")
    #expect(records.status == 403)
    let wrong = HTTPFixture.request(
      "POST", "/ksql", body, closes: true, login: HTTPFixture.login("ann", "wrong"))
    let connection = try fixture.connect()
    try connection.send(wrong)
    #expect(Answer(HTTPFixture.readToEnd(connection)).status == 401)
  }

  @Test func requestsOfOneConnectionKeepTheirOrder() throws {
    let fixture = try HTTPFixture(users: ["ann", "bob"])
    let connection = try fixture.connect()
    func request(_ user: String, _ password: String, closes: Bool = false) -> [UInt8] {
      HTTPFixture.request(
        "GET", "/info", "", closes: closes, login: HTTPFixture.login(user, password))
    }
    try connection.send(
      request("ann", "pw-ann") + request("ann", "wrong") + request("bob", "pw-bob")
        + request("ann", "pw-ann", closes: true))
    let all = String(decoding: HTTPFixture.readToEnd(connection), as: UTF8.self)
    let statuses = all.components(separatedBy: "HTTP/1.1 ").dropFirst().map { $0.prefix(3) }
    #expect(statuses == ["200", "401", "200", "200"])
    // The last one alone asked for the end.
    #expect(all.lowercased().components(separatedBy: "connection: close").count == 2)
  }

  @Test func aClientThatLeavesMeanwhileHarmsNobody() throws {
    let fixture = try HTTPFixture(users: ["ann"])
    for number in 0..<10 {
      let connection = try fixture.connect()
      try connection.send(
        HTTPFixture.request("GET", "/info", "", login: HTTPFixture.login("u\(number)", "p")))
    }
    #expect(try fixture.send("GET", "/info", as: "ann").status == 200)
  }

  @Test func withoutSecurityNobodyIsAsked() throws {
    let fixture = try HTTPFixture()
    #expect(try fixture.send("GET", "/info").status == 200)
    #expect(try fixture.send("GET", "/info", as: "stranger").status == 200)
  }
}
