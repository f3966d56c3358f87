--@test: records of a stream are asserted one after another
CREATE STREAM s (id INT KEY, name STRING, price DECIMAL(4,2)) WITH (kafka_topic='s', value_format='JSON');
CREATE STREAM r AS SELECT id, UCASE(name) AS name, price FROM s WHERE id > 1;
INSERT INTO s (ROWTIME, id, name, price) VALUES (5, 1, 'a', 1.00);
INSERT INTO s (ROWTIME, id, name, price) VALUES (6, 2, 'b', 2.50);
INSERT INTO s (ROWTIME, id, name) VALUES (7, 3, 'c');
ASSERT VALUES r (ROWTIME, id, name, price) VALUES (6, 2, 'B', 2.50);
ASSERT VALUES r (id, name) VALUES (3, 'C');
ASSERT STREAM r (id INT KEY, name STRING, price DECIMAL(4,2)) WITH (kafka_topic='R', value_format='JSON');

--@test: a tombstone of a table
CREATE TABLE t (id INT PRIMARY KEY, age INT) WITH (kafka_topic='t', value_format='JSON');
CREATE TABLE adults AS SELECT id, age FROM t WHERE age > 17;
INSERT INTO t (id, age) VALUES (1, 20);
INSERT INTO t (id, age) VALUES (1, 10);
ASSERT VALUES adults (id, age) VALUES (1, 20);
ASSERT NULL VALUES adults (id) KEY (1);

--@test: an assertion that does not hold fails the test
--@expected.error: io.confluent.ksql.util.KsqlException
--@expected.message: Expected record does not match actual
CREATE STREAM s (id INT KEY, name STRING) WITH (kafka_topic='s', value_format='JSON');
INSERT INTO s (id, name) VALUES (1, 'a');
ASSERT VALUES s (id, name) VALUES (1, 'b');

--@test: an unknown source is refused
--@expected.error: io.confluent.ksql.util.KsqlStatementException
--@expected.message: does not exist
CREATE STREAM r AS SELECT * FROM nothing;
