"""Users, TLS and access lists, as clients meet them."""
import json
import subprocess
import unittest
import urllib.error
import urllib.request
from base64 import b64encode

import confluent_kafka
import confluent_kafka.admin as admin
import kafka

from clients import name
from server import Certificates, Server, add_user


class Security(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.certificates = Certificates()
        cls.server = Server(*cls.certificates.options, "--authentication", "required",
                            "--super-user", "root", starts=False)
        cls.addClassCleanup(cls.server.stop)
        for user in ["root", "ann", "bob"]:
            add_user(cls.server.folder, user, f"secret of {user}")
        cls.server.start()

    def settings(self, user, mechanism="SCRAM-SHA-512", password=None):
        return {"bootstrap.servers": self.server.kafka,
                **self.certificates.librdkafka(user, password or f"secret of {user}", mechanism)}

    def produce(self, user, topic, **settings):
        errors = []
        producer = confluent_kafka.Producer({**self.settings(user, **settings),
                                             "message.timeout.ms": 10_000})
        producer.produce(topic, b"1", on_delivery=lambda error, _: errors.append(error))
        producer.flush(30)
        return errors[0] if errors else None

    def test_every_mechanism_lets_the_right_password_in(self):
        for mechanism in ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]:
            with self.subTest(mechanism):
                self.assertIsNone(self.produce("root", name("in"), mechanism=mechanism))
                producer = kafka.KafkaProducer(
                    bootstrap_servers=self.server.kafka,
                    **self.certificates.kafka_python("root", "secret of root", mechanism))
                producer.send(name("in"), b"1").get(30)
                producer.close()

    def test_a_wrong_password_is_told_so(self):
        failed = []
        producer = confluent_kafka.Producer({
            **self.settings("root", password="guess"), "error_cb": failed.append})
        for _ in range(100):
            producer.poll(0.1)
            if any(e.code() == confluent_kafka.KafkaError._AUTHENTICATION for e in failed):
                return
        self.fail(f"no authentication error: {failed}")

    def test_clients_without_tls_get_nothing(self):
        plain = confluent_kafka.Consumer({"bootstrap.servers": self.server.kafka, "group.id": "g"})
        with self.assertRaises(confluent_kafka.KafkaException):
            plain.list_topics(timeout=3)
        plain.close()

    def http(self, user, path, body):
        token = b64encode(f"{user}:secret of {user}".encode()).decode()
        request = urllib.request.Request(
            f"http://{self.server.http}{path}", json.dumps(body).encode(),
            {"Content-Type": "application/json", "Authorization": f"Basic {token}"})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def test_an_access_list_denies_on_every_way(self):
        topic = name("secret")
        self.assertIsNone(self.produce("root", topic))
        operator = admin.AdminClient(self.settings("root"))
        rule = admin.AclBinding(
            admin.ResourceType.TOPIC, topic, admin.ResourcePatternType.LITERAL, "User:ann", "*",
            admin.AclOperation.READ, admin.AclPermissionType.ALLOW)
        group = admin.AclBinding(
            admin.ResourceType.GROUP, "*", admin.ResourcePatternType.LITERAL, "User:*", "*",
            admin.AclOperation.READ, admin.AclPermissionType.ALLOW)
        for result in operator.create_acls([rule, group]).values():
            result.result(30)

        # Kafka.
        self.assertEqual(self.read("ann", topic), b"1")
        self.assertEqual(self.read("bob", topic),
                         confluent_kafka.KafkaError.TOPIC_AUTHORIZATION_FAILED)
        self.assertEqual(self.produce("ann", topic).code(),
                         confluent_kafka.KafkaError.TOPIC_AUTHORIZATION_FAILED)

        # SQL over HTTP: a stream that the super user declared does not open the topic.
        stream = topic.replace("-", "_")
        status, text = self.http("root", "/ksql", {
            "ksql": f"CREATE STREAM {stream} (v INT) WITH (KAFKA_TOPIC='{topic}', "
                    "VALUE_FORMAT='JSON');"})
        self.assertEqual(status, 200, text)
        for statement, path, field in [
                (f"PRINT '{topic}' FROM BEGINNING LIMIT 1;", "/query", "ksql"),
                (f"SELECT * FROM {stream} EMIT CHANGES LIMIT 1;", "/query-stream", "sql"),
                (f"CREATE STREAM copy_{stream} AS SELECT * FROM {stream};", "/ksql", "ksql")]:
            with self.subTest(statement):
                status, text = self.http("bob", path, {field: statement})
                self.assertEqual(status, 403, text)
                self.assertIn("40301", text)
        status, _ = self.http("nobody", "/info", {})
        self.assertEqual(status, 401)

    def read(self, user, topic):
        """The first value, or the code of the error."""
        consumer = confluent_kafka.Consumer({
            **self.settings(user), "group.id": name("read"), "auto.offset.reset": "earliest"})
        consumer.subscribe([topic])
        message = consumer.poll(30)
        consumer.close()
        self.assertIsNotNone(message)
        return message.error().code() if message.error() else message.value()

    def test_kcat_lists_topics_over_tls(self):
        options = [a for k, v in self.certificates.librdkafka("root", "secret of root").items()
                   for a in ["-X", f"{k}={v}"]]
        listed = subprocess.run(["kcat", "-L", "-b", self.server.kafka, *options],
                                capture_output=True, text=True, timeout=60)
        self.assertIn(f"broker 0 at {self.server.kafka}", listed.stdout, listed.stderr)


if __name__ == "__main__":
    unittest.main()
