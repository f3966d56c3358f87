// Every statement once: as people write it, and in canonical form.

import SQLSyntax
import Testing

struct StatementTests {
  static let canonical: [(written: String, printed: String)] = [
    (
      "create or replace stream if not exists clicks (u int key, v varchar(20), w String Array, "
        + "h ARRAY<STRUCT<key STRING, value BYTES>> headers, k bytes header('k')) "
        + "with (kafka_topic='c', PARTITIONS = 4, 'value_format'='json', wrap = true);",
      "CREATE OR REPLACE STREAM IF NOT EXISTS CLICKS (U INTEGER KEY, V STRING, W ARRAY<STRING>, "
        + "H ARRAY<STRUCT<KEY STRING, VALUE BYTES>> HEADERS, K BYTES HEADER('k')) "
        + "WITH (KAFKA_TOPIC='c', PARTITIONS=4, 'value_format'='json', WRAP=TRUE)"
    ),
    (
      "create source table t (id decimal(4, 2) primary key, m map<string, double>, s struct<>, "
        + "c money) with (a = null, b = -1.50);",
      "CREATE SOURCE TABLE T (ID DECIMAL(4, 2) PRIMARY KEY, M MAP<STRING, DOUBLE>, S STRUCT<>, "
        + "C MONEY) WITH (A=NULL, B=-1.50)"
    ),
    ("CREATE STREAM s WITH (value_format='avro');", "CREATE STREAM S WITH (VALUE_FORMAT='avro')"),
    (
      "create table t with (partitions=1) as select a, count(*) as n from s group by a emit final;",
      "CREATE TABLE T WITH (PARTITIONS=1) AS SELECT A, COUNT(*) AS N FROM S GROUP BY A EMIT FINAL"
    ),
    (
      "insert into s with (query_id='q') select * from r limit 3;",
      "INSERT INTO S WITH (QUERY_ID='q') SELECT * FROM R LIMIT 3"
    ),
    (
      "insert into s (a, `b`) values (1, 'it''s');", "INSERT INTO S (A, `b`) VALUES (1, 'it''s')"
    ),
    ("insert into s values ();", "INSERT INTO S VALUES ()"),
    ("drop stream if exists s delete topic;", "DROP STREAM IF EXISTS S DELETE TOPIC"),
    ("drop table t;", "DROP TABLE T"),
    (
      "alter table t add a int, add column column bigint;",
      "ALTER TABLE T ADD COLUMN A INTEGER, ADD COLUMN COLUMN BIGINT"
    ),
    (
      "create type if not exists addr as struct<street string>;",
      "CREATE TYPE IF NOT EXISTS ADDR AS STRUCT<STREET STRING>"
    ),
    ("drop type if exists addr;", "DROP TYPE IF EXISTS ADDR"),
    ("terminate all;", "TERMINATE ALL"),
    ("terminate csas_s_1;", "TERMINATE CSAS_S_1"),
    ("pause `q`;", "PAUSE `q`"),
    ("resume all;", "RESUME ALL"),
    ("explain q;", "EXPLAIN Q"),
    ("explain set;", "EXPLAIN SET"),
    ("explain select a from s;", "EXPLAIN SELECT A FROM S"),
    ("list streams extended;", "SHOW STREAMS EXTENDED"),
    ("show tables;", "SHOW TABLES"),
    ("show all topics extended;", "SHOW ALL TOPICS EXTENDED"),
    ("show queries extended;", "SHOW QUERIES EXTENDED"),
    ("list functions;", "SHOW FUNCTIONS"),
    ("show properties;", "SHOW PROPERTIES"),
    ("list types;", "SHOW TYPES"),
    ("show variables;", "SHOW VARIABLES"),
    ("show sink connectors;", "SHOW SINK CONNECTORS"),
    ("list connector plugins;", "SHOW CONNECTOR PLUGINS"),
    ("describe s extended;", "DESCRIBE S EXTENDED"),
    ("describe `TABLES`;", "DESCRIBE `TABLES`"),
    ("describe tables extended;", "DESCRIBE TABLES EXTENDED"),
    ("describe function lcase;", "DESCRIBE FUNCTION LCASE"),
    ("describe function;", "DESCRIBE FUNCTION"),
    ("describe connector c;", "DESCRIBE CONNECTOR C"),
    (
      "print Topic_a from beginning sample 3 limit 2;",
      "PRINT Topic_a FROM BEGINNING INTERVAL 3 LIMIT 2"
    ),
    ("print 'a.b';", "PRINT 'a.b'"),
    (
      "create source connector if not exists c with ('connector.class'='x');",
      "CREATE SOURCE CONNECTOR IF NOT EXISTS C WITH ('connector.class'='x')"
    ),
    ("drop connector if exists c;", "DROP CONNECTOR IF EXISTS C"),
    ("set 'auto.offset.reset'='earliest';", "SET 'auto.offset.reset' = 'earliest'"),
    ("unset 'a';", "UNSET 'a'"),
    ("alter system 'a'='b';", "ALTER SYSTEM 'a' = 'b'"),
    ("define MyVar = 'x';", "DEFINE MyVar = 'x'"),
    ("undefine MyVar;", "UNDEFINE MyVar"),
    ("run script '/a.sql';", "RUN SCRIPT '/a.sql'"),
    (
      "assert not exists topic T with (partitions=1) timeout 10 second;",
      "ASSERT NOT EXISTS TOPIC T WITH (PARTITIONS=1) TIMEOUT 10 SECONDS"
    ),
    ("assert schema subject 'x-value' id 3;", "ASSERT SCHEMA SUBJECT 'x-value' ID 3"),
    ("assert values s (a) values (1);", "ASSERT VALUES S (A) VALUES (1)"),
    ("assert null values t (k) key ('a');", "ASSERT NULL VALUES T (K) KEY ('a')"),
    (
      "assert table t (k int primary key) with (kafka_topic='t');",
      "ASSERT TABLE T (K INTEGER PRIMARY KEY) WITH (KAFKA_TOPIC='t')"
    ),
    (
      "select s.*, a->b->*, x as y, z w from s l left outer join r as q within (1 hour, 2 minutes) "
        + "grace period 5 seconds on l.a = q.b full join p on true window hopping "
        + "(size 10 seconds, advance by 5 seconds, retention 1 day, grace period 0 millisecond) "
        + "where a > 1 group by (a, b) partition by c having n > 2 emit changes limit 5;",
      "SELECT S.*, A->B->*, X AS Y, Z AS W FROM S AS L LEFT OUTER JOIN R AS Q WITHIN "
        + "(1 HOURS, 2 MINUTES) GRACE PERIOD 5 SECONDS ON L.A = Q.B FULL OUTER JOIN P ON TRUE "
        + "WINDOW HOPPING (SIZE 10 SECONDS, ADVANCE BY 5 SECONDS, RETENTION 1 DAYS, "
        + "GRACE PERIOD 0 MILLISECONDS) WHERE A > 1 GROUP BY A, B PARTITION BY C HAVING N > 2 "
        + "EMIT CHANGES LIMIT 5"
    ),
    (
      "select * from emit emit emit changes;", "SELECT * FROM EMIT AS EMIT EMIT CHANGES"
    ),
    (
      "select * from a partition partition by b;", "SELECT * FROM A AS PARTITION PARTITION BY B"
    ),
    (
      "select (a) from s window session (3 minutes) group by ();",
      "SELECT A FROM S WINDOW SESSION (3 MINUTES) GROUP BY ()"
    ),
    (
      "select a from s group by (a + b) * 2, (c);", "SELECT A FROM S GROUP BY (A + B) * 2, C"
    ),
  ]

  @Test(arguments: canonical)
  func statementHasACanonicalForm(written: String, printed: String) throws {
    let options = ParserOptions(dialect: .test)
    let statements = try Parser.parseScript(written, options: options)
    #expect(statements.map { SQLPrinter.text(of: $0.statement) } == [printed])
    let again = try Parser.parseScript(printed + ";", options: options)
    #expect(again.map(\.statement) == statements.map(\.statement))
  }

  @Test func statementsKnowWhereTheyStand() throws {
    let text = " show streams; -- one;\n/* ; */ show\n tables ;"
    let statements = try Parser.parseScript(text)
    #expect(statements.map(\.text) == ["show streams;", "show\n tables ;"])
    #expect(statements[1].span == SourceSpan(31, 45))
  }

  @Test func emptyScriptHasNoStatements() throws {
    #expect(try Parser.parseScript(" \n -- nothing\n").isEmpty)
  }

  @Test func lastSemicolonMayBeLeftOutOnlyWhenAllowed() throws {
    #expect(throws: SQLError.self) { try Parser.parseScript("show streams") }
    let options = ParserOptions(mayOmitLastSemicolon: true)
    #expect(try Parser.parseScript("show streams; show tables", options: options).count == 2)
  }

  @Test(arguments: [
    ("run script 'a';", ParserOptions.Dialect.server), ("assert values s values (1);", .server),
    ("assert null values s (k) key (1);", .shell), ("assert stream s;", .server),
  ])
  func statementsOfOtherDialectsAreRefused(text: String, dialect: ParserOptions.Dialect) {
    #expect(throws: SQLError.self) {
      try Parser.parseScript(text, options: ParserOptions(dialect: dialect))
    }
  }

  @Test func propertiesAreFoundWhateverTheirCase() throws {
    let script = "create stream s with (\"Kafka_Topic\"='a', kafka_topic='b');"
    guard case .createSource(let create) = try Parser.parseScript(script)[0].statement else {
      Issue.record("no CREATE STREAM")
      return
    }
    #expect(create.properties["KAFKA_topic"]?.value == .string("b"))
    #expect(create.properties.properties.map(\.name) == ["Kafka_Topic", "KAFKA_TOPIC"])
    #expect(create.properties["missing"] == nil)
  }
}
