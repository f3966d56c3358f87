"""Consumer groups and transactions through confluent-kafka and kafka-python."""
import unittest

import confluent_kafka
import kafka

from clients import name, produce, rest
from server import Server


class Groups(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.stop)

    def consumer(self, group, **settings):
        return confluent_kafka.Consumer({
            "bootstrap.servers": self.server.kafka, "group.id": group,
            "auto.offset.reset": "earliest", "session.timeout.ms": 6000, **settings})

    def test_two_members_share_the_partitions_and_the_survivor_takes_all(self):
        topic, group = name("shared"), name("shared")
        self.server.sql(f"CREATE STREAM {topic.replace('-', '_')} (v STRING) WITH "
                        f"(KAFKA_TOPIC='{topic}', VALUE_FORMAT='KAFKA', PARTITIONS=4);")
        for strategy in ["range", "cooperative-sticky"]:
            with self.subTest(strategy):
                members = [self.consumer(f"{group}-{strategy}",
                                         **{"partition.assignment.strategy": strategy})
                           for _ in range(2)]
                for member in members:
                    member.subscribe([topic])
                owned = self.settle(members, lambda o: sorted(map(len, o)) == [2, 2])
                self.assertEqual(set().union(*owned), {0, 1, 2, 3})
                members[0].close()
                self.settle(members[1:], lambda o: len(o[0]) == 4)
                members[1].close()

    def settle(self, members, is_settled, polls=300):
        """Polls until the assignments are as wanted; gives them."""
        for _ in range(polls):
            for member in members:
                member.poll(0.1)
            owned = [{p.partition for p in member.assignment()} for member in members]
            if is_settled(owned):
                return owned
        self.fail(f"the assignments stay {owned}")

    def test_a_static_member_comes_back_to_its_partitions(self):
        topic, group = name("static"), name("static")
        produce(self.server, topic, [b"1", b"2"])
        settings = {"group.instance.id": "a", "enable.auto.commit": False}
        member = self.consumer(group, **settings)
        member.subscribe([topic])
        self.assertEqual(member.poll(30).value(), b"1")
        member.commit(offsets=[confluent_kafka.TopicPartition(topic, 0, 1)], asynchronous=False)
        member.close()
        member = self.consumer(group, **settings)
        member.subscribe([topic])
        self.assertEqual(member.poll(30).value(), b"2")
        member.close()

    def test_read_committed_sees_committed_transactions_only(self):
        topic = name("tx")
        producer = confluent_kafka.Producer({
            "bootstrap.servers": self.server.kafka, "transactional.id": name("tx")})
        producer.init_transactions(30)
        for value, ends in [(b"kept", producer.commit_transaction),
                            (b"dropped", producer.abort_transaction),
                            (b"kept too", producer.commit_transaction)]:
            producer.begin_transaction()
            producer.produce(topic, value)
            # Otherwise an abort drops what was not sent.
            producer.flush(30)
            ends(30)
        self.assertEqual([m.value() for m in rest(self.server, topic)], [b"kept", b"kept too"])
        everything = rest(self.server, topic, **{"isolation.level": "read_uncommitted"})
        self.assertEqual([m.value() for m in everything], [b"kept", b"dropped", b"kept too"])

    def test_a_newer_producer_fences_the_older(self):
        topic, identifier = name("fence"), name("fence")
        settings = {"bootstrap.servers": self.server.kafka, "transactional.id": identifier}
        older, newer = confluent_kafka.Producer(settings), confluent_kafka.Producer(settings)
        older.init_transactions(30)
        older.begin_transaction()
        older.produce(topic, b"lost")
        older.flush(30)
        newer.init_transactions(30)
        with self.assertRaises(confluent_kafka.KafkaException) as fenced:
            older.commit_transaction(30)
        self.assertTrue(fenced.exception.args[0].fatal())
        newer.begin_transaction()
        newer.produce(topic, b"kept")
        newer.commit_transaction(30)
        self.assertEqual([m.value() for m in rest(self.server, topic)], [b"kept"])

    def test_offsets_are_part_of_a_transaction(self):
        source, sink, group = name("in"), name("out"), name("etl")
        produce(self.server, source, [b"%d" % i for i in range(10)])
        producer = kafka.KafkaProducer(
            bootstrap_servers=self.server.kafka, transactional_id=name("etl"))
        producer.init_transactions()
        partition = kafka.TopicPartition(source, 0)
        for commits in [False, True]:
            producer.begin_transaction()
            producer.send(sink, b"10 read")
            producer.send_offsets_to_transaction(
                {partition: kafka.OffsetAndMetadata(10, "", -1)}, group)
            (producer.commit_transaction if commits else producer.abort_transaction)()
            consumer = self.consumer(group)
            committed = consumer.committed([confluent_kafka.TopicPartition(source, 0)], 30)
            consumer.close()
            self.assertEqual(committed[0].offset, 10 if commits else confluent_kafka.OFFSET_INVALID)
        producer.close()
        self.assertEqual(len(rest(self.server, sink)), 1)


if __name__ == "__main__":
    unittest.main()
