// The ways into the database beside statements ask the same rules.

import Planner
import SegmentLog
import Access
import Engine
import Formats
import Testing

struct DoorRightsTests {
  @Test func writersNeedWriteAndMakersCreate() throws {
    let fixture = try RightsFixture()
    func refusal(_ topic: String, _ partitions: Int?) -> DatabaseError? {
      do throws(DatabaseError) {
        _ = try fixture.database.writer(
          topic: topic, createWith: partitions, for: fixture.rights("ann"))
        return nil
      } catch {
        return error
      }
    }
    try fixture.grant("ann", .read, "a")
    #expect(refusal("a", nil)?.message == "Authorization denied to Write on topic(s): [a]")
    #expect(refusal("new", 1)?.message == "Authorization denied to Write on topic(s): [new]")
    try fixture.grant("ann", .write, "new")
    #expect(refusal("new", 1)?.message == "Authorization denied to Create on topic(s): [new]")
    #expect(!fixture.database.hasTopic("new"))
    try fixture.grant("ann", .create, "new")
    #expect(refusal("new", 1) == nil)
    try fixture.grant("ann", .write, "a")
    #expect(refusal("a", nil) == nil)
  }

  @Test func insertersNeedWriteAndSeeNothingElse() throws {
    let fixture = try RightsFixture()
    func refusal(_ target: String) -> String? {
      do throws(DatabaseError) {
        _ = try RowInserter(fixture.database, target: target, for: fixture.rights("ann"))
        return nil
      } catch {
        return error.message
      }
    }
    #expect(refusal("b") == "Authorization denied to Describe on the topic(s) of: [B]")
    #expect(refusal("qwerty")?.contains("unknown stream/table") == true)
    try fixture.grant("ann", .read, "b")
    #expect(refusal("b") == "Authorization denied to Write on topic(s): [b]")
    try fixture.grant("ann", .write, "b")
    #expect(refusal("b") == nil)
  }

  @Test func pushQueriesAreClosedByThoseWhoCouldStartThem() throws {
    let fixture = try RightsFixture()
    try fixture.grant("ann", .read, "a")
    try fixture.grant("bob", .describe, "a")
    let results = fixture.run("ann", "SELECT * FROM a EMIT CHANGES;").results
    let id = try #require(results.first?.stream?.queryID)
    #expect(try !fixture.database.closeQuery(id, for: fixture.rights("eve")))
    #expect(throws: DatabaseError.self) {
      try fixture.database.closeQuery(id, for: fixture.rights("bob"))
    }
    #expect(fixture.refusal("bob", "TERMINATE \(id);")?.code == .denied)
    #expect(fixture.refusal("eve", "TERMINATE \(id);")?.message.hasPrefix("Unknown") == true)
    #expect(try fixture.database.closeQuery(id, for: fixture.rights("ann")))
  }

  @Test func outcomesOfCommandsShowThemselvesWithTheirSources() throws {
    let fixture = try RightsFixture()
    func ids(_ user: String) -> [String] {
      fixture.database.commandOutcomes(for: fixture.rights(user)).keys.sorted()
    }
    try fixture.fixture.execute("DROP STREAM b;")
    try fixture.grant("ann", .read, "a")
    #expect(ids("eve") == [])
    #expect(ids("ann") == ["stream/`A`/create"])
    #expect(
      fixture.database.commandOutcome("stream/B/drop", for: fixture.rights("ann")) == nil)
    try fixture.grant("root", .describe, Resource.cluster.name, .cluster)
    #expect(ids("root").contains("stream/B/drop") && ids("root").count == 5)
  }

  @Test func propertiesAndScriptsAreNotForEverybody() throws {
    let fixture = try RightsFixture()
    let error = fixture.refusal("ann", "SHOW PROPERTIES;")
    #expect(
      error?.message == "Authorization denied to DescribeConfigs on cluster: [kafka-cluster]")
    try fixture.grant("ann", .describeConfigurations, Resource.cluster.name, .cluster)
    #expect(fixture.refusal("ann", "SHOW PROPERTIES;") == nil)
    // No door offers the dialect with scripts; a session that did would not run them.
    let session = fixture.database.session(dialect: .shell, rights: fixture.rights("ann"))
    #expect(session.execute("RUN SCRIPT '/etc/hostname';").error?.code == .denied)
  }

  @Test func aClosedFolderIsChangedWithoutADatabase() throws {
    let fixture = try RightsFixture()
    let folder = fixture.database.configuration.directory
    let open = #expect(throws: DatabaseError.self) {
      try ClosedFolder.withAccess(folder, holder: "a test") { _ in }
    }
    #expect(open?.message.contains("held by another process") == true)
    try fixture.grant("ann", .read, "a")
    #expect(try ClosedFolder.accessState(folder).rules.count == 1)
    fixture.database.close()
    try ClosedFolder.withAccess(folder, holder: "a test") { access throws(AccessError) in
      try access.setPassword("pencil", of: "ann")
    }
    try fixture.fixture.reopen()
    #expect(fixture.database.access.authorizer.state.users.names == ["ann"])
    #expect(fixture.database.access.authorizer.state.rules.count == 1)
  }
}
