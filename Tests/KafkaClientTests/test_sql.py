"""Kafka's clients and SQL over the same topics."""
import json
import unittest

import confluent_kafka
import kafka

from clients import consume, name, produce
from server import Server


class Sql(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.stop)

    def test_a_query_reads_what_clients_write_and_clients_read_what_it_writes(self):
        topic = name("orders")
        produce(self.server, topic, [json.dumps({"item": "tea", "n": i}).encode()
                                     for i in range(1, 5)])
        self.server.sql(
            f"CREATE STREAM orders (item STRING, n INT) WITH (KAFKA_TOPIC='{topic}', "
            "VALUE_FORMAT='JSON'); CREATE TABLE totals WITH (KAFKA_TOPIC='totals') AS "
            "SELECT item, COUNT(*) AS orders, SUM(n) AS n FROM orders GROUP BY item;")
        messages = consume(self.server, "totals", 4, isolation_level="read_committed")
        self.assertEqual(messages[-1].key, b"tea")
        self.assertEqual(json.loads(messages[-1].value), {"ORDERS": 4, "N": 10})
        produce(self.server, topic, [b'{"item": "tea", "n": 90}'])
        self.assertEqual(json.loads(consume(self.server, "totals", 5)[-1].value)["N"], 100)

    def test_keys_of_sql_and_of_java_like_producers_share_partitions(self):
        topic = name("keyed")
        self.server.sql(f"CREATE STREAM keyed (k STRING KEY, v INT) WITH (KAFKA_TOPIC='{topic}', "
                        "VALUE_FORMAT='JSON', PARTITIONS=8);")
        producer = kafka.KafkaProducer(bootstrap_servers=self.server.kafka)
        for i in range(40):
            self.server.sql(f"INSERT INTO keyed (k, v) VALUES ('key {i}', 1);")
            producer.send(topic, key=f"key {i}".encode(), value=b'{"V":2}')
        producer.close()
        places = {}
        for message in consume(self.server, topic, 80):
            places.setdefault(message.key, set()).add(message.partition)
        self.assertEqual(len(places), 40)
        self.assertEqual({len(partitions) for partitions in places.values()}, {1})
        self.assertGreater(len(set().union(*places.values())), 4)

    def test_librdkafka_shares_partitions_with_the_partitioner_of_java(self):
        topic = name("murmur")
        self.server.sql(f"CREATE STREAM murmur (k STRING KEY, v INT) WITH (KAFKA_TOPIC='{topic}', "
                        "VALUE_FORMAT='JSON', PARTITIONS=8);")
        for i in range(20):
            self.server.sql(f"INSERT INTO murmur (k, v) VALUES ('key {i}', 1);")
        sent = {m.key: m.partition for m in consume(self.server, topic, 20)}
        for key, partition in sent.items():
            place = produce(self.server, topic, [b'{"V":2}'], key=key,
                            partitioner="murmur2_random")[0]
            self.assertEqual(place[0], partition)

    def test_topics_of_clients_appear_at_once_and_those_of_queries_are_closed(self):
        topic = name("seen")
        produce(self.server, topic, [b"1"])
        topics = self.server.sql("SHOW TOPICS;")[0]["topics"]
        self.assertIn(topic, [t["name"] for t in topics])
        self.server.sql(
            f"CREATE STREAM seen (v INT) WITH (KAFKA_TOPIC='{topic}', VALUE_FORMAT='JSON'); "
            "CREATE TABLE seen_count AS SELECT v, COUNT(*) AS n FROM seen GROUP BY v;")
        admin = kafka.KafkaAdminClient(bootstrap_servers=self.server.kafka)
        internal = [t["name"] for t in admin.describe_topics() if t["is_internal"]]
        admin.close()
        self.assertTrue(internal)
        with self.assertRaisesRegex(AssertionError, "not delivered"):
            produce(self.server, internal[0], [b"x"], **{"message.timeout.ms": 5000})

    def test_pseudo_columns_and_headers_of_client_records(self):
        topic = name("pseudo")
        producer = confluent_kafka.Producer({"bootstrap.servers": self.server.kafka})
        producer.produce(topic, value=b'{"V":7}', headers=[("trace", b"abc")])
        producer.flush(30)
        self.server.sql(
            f"CREATE STREAM pseudo (v INT, h BYTES HEADER('trace')) WITH "
            f"(KAFKA_TOPIC='{topic}', VALUE_FORMAT='JSON'); CREATE STREAM pseudo_out WITH "
            "(KAFKA_TOPIC='pseudo_out') AS SELECT v, ROWPARTITION AS p, ROWOFFSET AS o, "
            "FROM_BYTES(h, 'utf8') AS h FROM pseudo;")
        value = json.loads(consume(self.server, "pseudo_out", 1)[0].value)
        self.assertEqual(value, {"V": 7, "P": 0, "O": 0, "H": "abc"})


if __name__ == "__main__":
    unittest.main()
