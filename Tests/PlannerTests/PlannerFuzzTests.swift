// Statements that are nearly right: whatever is done to their words, planning gives a plan or an
// error whose place lies in the text.

import Planner
import SQLSyntax
import Testing

@Suite("Statements that are nearly right")
struct PlannerFuzzTests {
  private static let statements = [
    "CREATE STREAM o AS SELECT user_id, page AS p, n + 1, ROWTIME AS t FROM clicks WHERE n IN (1, 2);",
    "CREATE TABLE o AS SELECT page, COUNT(*) AS c, SUM(n) FROM clicks GROUP BY page HAVING SUM(n) > 1;",
    "CREATE TABLE o AS SELECT user_id, WINDOWSTART AS w, TOPK(n, 3) AS k FROM clicks "
      + "WINDOW TUMBLING (SIZE 5 SECONDS) GROUP BY user_id EMIT FINAL;",
    "CREATE STREAM o AS SELECT c.user_id, u.name, c.* FROM clicks c LEFT JOIN users u "
      + "ON c.user_id = u.id WHERE u.age BETWEEN 1 AND 5;",
    "CREATE STREAM o AS SELECT page, user_id FROM clicks PARTITION BY page;",
    "CREATE TABLE o AS SELECT id, CASE WHEN age > 5 THEN name ELSE 'x' END AS c FROM users;",
    "INSERT INTO clicks SELECT user_id, page, n FROM clicks WHERE page LIKE 'a%' ESCAPE '!';",
    "INSERT INTO clicks (user_id, page, n) VALUES (1, 'a', CAST('5' AS INT));",
    "SELECT user_id, TRANSFORM(ARRAY[n, 2], x => x + 1)[1], STRUCT(a := n)->a FROM clicks EMIT CHANGES;",
    "SELECT * FROM counts WHERE page = 'a' AND c > 5 LIMIT 3;",
  ]

  private static let words = [
    "user_id", "page", "NULL", "1", "'a'", "COUNT(*)", "EXPLODE(page)", "(", ")", "->", "clicks",
    "users", "AS", "GROUP BY", "ROWTIME", "WINDOWEND", "*", ",", "=", "NOT", "AND", "1.5", "MAP()",
  ]

  @Test("no change of words makes the planner trap")
  func words() throws {
    let fixture = try PlannerFixture(
      PlannerFixture.clicks, PlannerFixture.users,
      "CREATE TABLE counts AS SELECT page, COUNT(*) AS c FROM clicks GROUP BY page;")
    var planned = 0
    var refused = 0
    for statement in Self.statements {
      let tokens = statement.split(separator: " ").map(String.init)
      for position in tokens.indices {
        for word in Self.words + [""] {
          var changed = tokens
          changed[position] = word
          let text = changed.joined(separator: " ") + (position == tokens.count - 1 ? ";" : "")
          let span = Self.errorSpan(text, fixture.planner)
          if let span {
            refused += 1
            #expect(span.start >= 0 && span.end <= text.utf8.count, "\(text)")
          } else {
            planned += 1
          }
        }
      }
    }
    #expect(planned > 100)
    #expect(refused > 1_000)
  }
  /// The place of the error that planning a text gives, the start if it has none; nil if it plans.
  private static func errorSpan(_ text: String, _ planner: StatementPlanner) -> SourceSpan? {
    do throws(SQLError) {
      for parsed in try Parser.parseScript(text) {
        _ = try planner.plan(parsed.statement, text: parsed.text)
      }
      return nil
    } catch {
      return error.span ?? SourceSpan.none
    }
  }
}
