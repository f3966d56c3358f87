"""Records through different clients: codecs, keys, headers, timestamps, limits, restarts."""
import subprocess
import time
import unittest

import confluent_kafka
import confluent_kafka.admin
import kafka

from clients import consume, name, produce, rest
from server import Server


class Records(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.stop)

    def test_every_codec_of_librdkafka_is_read_by_kafka_python(self):
        for codec in ["none", "gzip", "snappy", "lz4", "zstd"]:
            with self.subTest(codec):
                topic = name("codec")
                values = [b"%d " % i * 50 for i in range(500)]
                produce(self.server, topic, values, **{"compression.type": codec})
                self.assertEqual([m.value for m in consume(self.server, topic, 500)], values)

    def test_every_codec_of_kafka_python_is_read_by_librdkafka(self):
        for codec in [None, "gzip", "snappy", "lz4", "zstd"]:
            with self.subTest(codec):
                topic = name("codec")
                producer = kafka.KafkaProducer(
                    bootstrap_servers=self.server.kafka, compression_type=codec)
                values = [b"%d " % i * 50 for i in range(500)]
                for value in values:
                    producer.send(topic, value)
                producer.close()
                self.assertEqual([m.value() for m in rest(self.server, topic)], values)

    def test_keys_headers_and_timestamps_arrive_as_they_were_sent(self):
        topic = name("parts")
        # An older one would be gone with the retention of seven days.
        moment = int(time.time() * 1000) - 5000
        producer = confluent_kafka.Producer({"bootstrap.servers": self.server.kafka})
        producer.produce(topic, key=b"k", value=None, headers=[("h", b"1"), ("h", None)],
                         timestamp=moment)
        producer.flush(30)
        message = consume(self.server, topic, 1)[0]
        self.assertEqual((message.key, message.value, message.timestamp),
                         (b"k", None, moment))
        self.assertEqual(list(message.headers), [("h", b"1"), ("h", None)])

    def test_kcat_reads_what_it_wrote(self):
        topic = name("kcat")
        lines = "".join(f"{i}:line {i}\n" for i in range(1000))
        kcat = ["kcat", "-b", self.server.kafka, "-t", topic, "-K", ":"]
        subprocess.run([*kcat, "-P", "-z", "lz4"], input=lines, text=True, check=True)
        out = subprocess.run([*kcat, "-C", "-e", "-q", "-o", "beginning"], text=True, check=True,
                             capture_output=True, timeout=60).stdout
        self.assertEqual(out, lines)

    def test_a_message_that_is_too_large_is_refused_with_kafkas_error(self):
        topic = name("large")
        with self.assertRaisesRegex(AssertionError, "MSG_SIZE_TOO_LARGE"):
            produce(self.server, topic, [b"x" * 1_500_000], **{"message.max.bytes": 5_000_000})
        self.assertEqual(len(produce(self.server, topic, [b"x" * 900_000])), 1)

    def test_records_and_offsets_survive_kill_and_restart(self):
        topic = name("kept")
        produce(self.server, topic, [b"%d" % i for i in range(100)], acks="all")
        group = {"bootstrap_servers": self.server.kafka, "group_id": name("kept"),
                 "auto_offset_reset": "earliest", "enable_auto_commit": False,
                 "consumer_timeout_ms": 20_000}
        consumer = kafka.KafkaConsumer(topic, **group)
        first = [next(consumer).value for _ in range(60)]
        partition = kafka.TopicPartition(topic, 0)
        consumer.commit({partition: kafka.OffsetAndMetadata(60, "here", -1)})
        consumer.close()
        self.server.kill()
        self.server.start()
        consumer = kafka.KafkaConsumer(topic, **group)
        second = [next(consumer).value for _ in range(40)]
        consumer.close()
        self.assertEqual(first + second, [b"%d" % i for i in range(100)])

    def test_topics_are_created_described_changed_and_deleted(self):
        admin = confluent_kafka.admin.AdminClient({"bootstrap.servers": self.server.kafka})
        topic = name("admin")
        new = confluent_kafka.admin.NewTopic(topic, 3, 1, config={"retention.ms": "86400000"})
        admin.create_topics([new])[topic].result(30)
        resource = confluent_kafka.admin.ConfigResource("topic", topic)
        config = admin.describe_configs([resource])[resource].result(30)
        self.assertEqual(config["retention.ms"].value, "86400000")
        more = confluent_kafka.admin.NewPartitions(topic, 5)
        admin.create_partitions([more])[topic].result(30)
        self.assertEqual(len(admin.list_topics(topic, 10).topics[topic].partitions), 5)
        with self.assertRaises(confluent_kafka.KafkaException) as refused:
            replicated = confluent_kafka.admin.NewTopic(topic + "-2", 1, 3)
            admin.create_topics([replicated])[topic + "-2"].result(30)
        self.assertEqual(refused.exception.args[0].code(),
                         confluent_kafka.KafkaError.INVALID_REPLICATION_FACTOR)
        admin.delete_topics([topic])[topic].result(30)
        self.assertNotIn(topic, admin.list_topics(timeout=10).topics)


if __name__ == "__main__":
    unittest.main()
