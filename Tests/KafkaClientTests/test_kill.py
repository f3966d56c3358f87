"""A round trip under load while the server is killed again and again: a producer at full speed, an
aggregate in SQL, a consumer of its output."""
import json
import random
import threading
import time
import unittest

import confluent_kafka
import kafka

from clients import Delivery, rest
from server import Server

KEYS = 50
KILLS = 10


class Consumer(threading.Thread):
    """Reads the output with kafka-python until every key has its last count; checks each step."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.consumer = kafka.KafkaConsumer(
            "counts", bootstrap_servers=server.kafka, auto_offset_reset="earliest", group_id=None,
            isolation_level="read_committed", consumer_timeout_ms=1000)
        self.seen, self.faults, self.wanted = {}, [], None

    def run(self):
        while self.wanted is None or {k: n for k, (n, _) in self.seen.items()} != self.wanted:
            for message in self.consumer:
                self.check(message)
        self.consumer.close()

    def check(self, message):
        value, key = json.loads(message.value), message.key.decode()
        count, total = self.seen.get(key, (0, 0))
        # Every update is emitted, so a count that is not the next one was lost, doubled or undone.
        if value["N"] != count + 1 or value["TOTAL"] <= total:
            self.faults.append(f"{key}: {value} behind {count}, {total}")
        self.seen[key] = (value["N"], value["TOTAL"])


class Kill(unittest.TestCase):
    def test_nothing_is_lost_or_doubled(self):
        seed = int(time.time())
        print(f"seed {seed}", flush=True)
        chance = random.Random(seed)
        server = Server()
        self.addCleanup(server.stop)
        server.sql(
            "CREATE STREAM events (k STRING, v BIGINT) WITH (KAFKA_TOPIC='events', "
            "VALUE_FORMAT='JSON', PARTITIONS=1); CREATE TABLE counts WITH (KAFKA_TOPIC='counts') AS "
            "SELECT k, COUNT(*) AS n, SUM(v) AS total FROM events GROUP BY k;")
        consumer = Consumer(server)
        consumer.start()

        delivery = Delivery()
        producer = confluent_kafka.Producer({
            "bootstrap.servers": server.kafka, "enable.idempotence": True, "acks": "all",
            "delivery.timeout.ms": 300_000, "reconnect.backoff.max.ms": 200})
        sent, wanted = 0, {}
        for _ in range(KILLS):
            until = time.monotonic() + chance.uniform(0.3, 1.5)
            while time.monotonic() < until:
                sent += 1
                key = f"k{sent % KEYS}"
                wanted[key] = wanted.get(key, 0) + 1
                producer.produce("events", json.dumps({"k": key, "v": sent}),
                                 on_delivery=delivery)
                producer.poll(0)
                if sent - len(delivery.delivered) > 5000:
                    producer.poll(0.05)
            server.kill()
            server.start()
        producer.flush(200)
        self.assertEqual(delivery.errors, [])
        self.assertEqual(len(delivery.delivered), sent)

        stored = [json.loads(m.value())["v"] for m in rest(server, "events")]
        self.assertEqual(stored, list(range(1, sent + 1)))
        consumer.wanted = wanted
        consumer.join(120)
        self.assertEqual(consumer.faults[:5], [])
        self.assertFalse(consumer.is_alive(), f"the output lacks updates: {sent} sent")
        print(f"{sent} messages, {KILLS} kills", flush=True)


if __name__ == "__main__":
    unittest.main()
