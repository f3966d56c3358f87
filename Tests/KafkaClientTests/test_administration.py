"""What administrators ask for, with the administration clients of confluent-kafka and kafka-python."""
import unittest

import confluent_kafka
import confluent_kafka.admin as admin
import kafka
import kafka.admin
import kafka.errors

from clients import consume, name, produce
from server import Certificates, Server, add_user

INVALID_CONFIG = 40


class Topics(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.stop)
        cls.client = admin.AdminClient({"bootstrap.servers": cls.server.kafka})

    def create(self, topic, partitions=1, replicas=1, **config):
        config = {k.replace("_", "."): v for k, v in config.items()}
        new = admin.NewTopic(topic, partitions, replicas, config=config)
        self.client.create_topics([new])[topic].result(30)

    def settings(self, resource_type, resource):
        asked = admin.ConfigResource(resource_type, resource)
        return list(self.client.describe_configs([asked]).values())[0].result(30)

    def refusal(self, future):
        with self.assertRaises(confluent_kafka.KafkaException) as caught:
            future.result(30)
        return caught.exception.args[0]

    def test_more_replicas_than_nodes_name_the_way_out(self):
        topic = name("replicas")
        error = self.refusal(self.client.create_topics([admin.NewTopic(topic, 1, 3)])[topic])
        self.assertEqual(error.code(), confluent_kafka.KafkaError.INVALID_REPLICATION_FACTOR)
        self.assertIn("Kafka cluster", error.str())

    def test_what_one_node_cannot_do_is_refused_by_name(self):
        topic = name("refused")
        self.create(topic)
        for setting, value in [("min.insync.replicas", "2"), ("preallocate", "true"),
                               ("compression.zstd.level", "19"), ("no.such.setting", "1")]:
            with self.subTest(setting):
                change = admin.ConfigResource(
                    admin.ConfigResource.Type.TOPIC, topic, incremental_configs=[
                        admin.ConfigEntry(setting, value,
                                          incremental_operation=admin.AlterConfigOpType.SET)])
                error = self.refusal(
                    list(self.client.incremental_alter_configs([change]).values())[0])
                self.assertEqual(error.code(), INVALID_CONFIG)
                self.assertIn(setting, error.str())

    def test_everything_described_can_be_sent_back(self):
        topic = name("copied")
        self.create(topic, retention_ms="1234", cleanup_policy="compact,delete")
        before = self.settings(admin.ConfigResource.Type.TOPIC, topic)
        copy = admin.ConfigResource(
            admin.ConfigResource.Type.TOPIC, topic,
            set_config={entry.name: entry.value for entry in before.values()})
        list(self.client.alter_configs([copy]).values())[0].result(30)
        after = self.settings(admin.ConfigResource.Type.TOPIC, topic)
        self.assertEqual({k: v.value for k, v in before.items()},
                         {k: v.value for k, v in after.items()})

    def test_kafka_python_alters_describes_and_deletes_records(self):
        client = kafka.admin.KafkaAdminClient(bootstrap_servers=self.server.kafka)
        topic = name("python")
        client.create_topics([kafka.admin.NewTopic(topic, 1, 1)])
        resource = kafka.admin.ConfigResource(
            kafka.admin.ConfigResourceType.TOPIC, topic, {"retention.ms": "4321"})
        client.alter_configs([resource])
        self.assertEqual(
            self.settings(admin.ConfigResource.Type.TOPIC, topic)["retention.ms"].value, "4321")
        self.assertIn("4321", repr(client.describe_configs([resource])))
        produce(self.server, topic, [b"a", b"b", b"c"])
        client.delete_records({kafka.TopicPartition(topic, 0): 2})
        self.assertEqual([m.value for m in consume(self.server, topic, 1)], [b"c"])
        self.assertIn(topic, repr(client.describe_log_dirs()))
        self.assertEqual(len(client.describe_cluster()["brokers"]), 1)
        client.close()

    def test_topics_of_queries_are_closed_to_administrators(self):
        source = name("source")
        self.create(source)
        stream = source.replace("-", "_")
        self.server.sql(
            f"CREATE STREAM {stream} (k STRING KEY, v INT) WITH (KAFKA_TOPIC='{source}', "
            f"VALUE_FORMAT='JSON'); CREATE TABLE t_{stream} AS SELECT k, COUNT(*) AS n "
            f"FROM {stream} GROUP BY k;")
        topics = self.client.list_topics(timeout=30).topics
        changelogs = [t for t in topics if "changelog" in t and stream.lower() in t.lower()]
        self.assertEqual(len(changelogs), 1, sorted(topics))
        closed = confluent_kafka.KafkaError.TOPIC_EXCEPTION
        topic = changelogs[0]
        self.assertEqual(self.refusal(self.client.delete_topics([topic])[topic]).code(), closed)
        grown = self.client.create_partitions([admin.NewPartitions(topic, 9)])[topic]
        self.assertEqual(self.refusal(grown).code(), closed)


class Rights(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.certificates = Certificates()
        cls.server = Server(*cls.certificates.options, "--authentication", "required",
                            "--super-user", "root", starts=False)
        cls.addClassCleanup(cls.server.stop)
        add_user(cls.server.folder, "root", "secret of root")
        cls.server.start()

    def settings(self, user, mechanism="SCRAM-SHA-512"):
        return {"bootstrap.servers": self.server.kafka,
                **self.certificates.librdkafka(user, f"secret of {user}", mechanism)}

    def client(self, user="root", **settings):
        return admin.AdminClient(self.settings(user, **settings))

    def logs_in(self, user, **settings):
        """Whether a user gets an answer."""
        try:
            self.client(user, **settings).list_topics(timeout=5)
            return True
        except confluent_kafka.KafkaException:
            return False

    def test_users_come_and_go_through_clients_and_stay_after_a_kill(self):
        user = name("user")
        info = admin.ScramCredentialInfo(admin.ScramMechanism.SCRAM_SHA_512, 4096)
        client = self.client()
        added = admin.UserScramCredentialUpsertion(user, info, f"secret of {user}".encode())
        client.alter_user_scram_credentials([added])[user].result(30)
        self.assertTrue(self.logs_in(user))
        self.assertFalse(self.logs_in(user, mechanism="SCRAM-SHA-256"))
        self.server.kill()
        self.server.start()
        client = self.client()
        described = client.describe_user_scram_credentials([user])[user].result(30)
        self.assertEqual([(i.mechanism.name, i.iterations)
                          for i in described.scram_credential_infos], [("SCRAM_SHA_512", 4096)])
        self.assertTrue(self.logs_in(user))
        removed = admin.UserScramCredentialDeletion(user, admin.ScramMechanism.SCRAM_SHA_512)
        client.alter_user_scram_credentials([removed])[user].result(30)
        self.assertFalse(self.logs_in(user))

    def test_kafka_python_sets_passwords(self):
        user = name("python")
        client = kafka.admin.KafkaAdminClient(
            bootstrap_servers=self.server.kafka,
            **self.certificates.kafka_python("root", "secret of root"))
        client.alter_user_scram_credentials([kafka.admin.UserScramCredentialUpsertion(
            user, kafka.admin.ScramMechanism.SCRAM_SHA_256, f"secret of {user}")])
        self.assertIn(user, repr(client.describe_user_scram_credentials()))
        client.close()
        self.assertTrue(self.logs_in(user, mechanism="SCRAM-SHA-256"))

    def test_rules_are_made_seen_and_removed_and_stay_after_a_kill(self):
        topic = name("ruled")

        def binding(kind, principal, operation, permission):
            return kind(admin.ResourceType.TOPIC, topic, admin.ResourcePatternType.LITERAL,
                        principal, None if principal is None else "*", operation, permission)

        rule = binding(admin.AclBinding, "User:ann", admin.AclOperation.READ,
                       admin.AclPermissionType.ALLOW)
        every = binding(admin.AclBindingFilter, None, admin.AclOperation.ANY,
                        admin.AclPermissionType.ANY)
        # A client that nobody holds drops what it was asked for.
        client = self.client()
        client.create_acls([rule])[rule].result(30)
        self.server.kill()
        self.server.start()
        client = self.client()
        self.assertEqual(client.describe_acls(every).result(30), [rule])
        self.assertEqual(client.delete_acls([every])[every].result(30), [rule])
        self.assertEqual(client.describe_acls(every).result(30), [])

    def test_who_is_no_administrator_changes_nothing(self):
        add = admin.UserScramCredentialUpsertion(
            "plain", admin.ScramCredentialInfo(admin.ScramMechanism.SCRAM_SHA_512, 4096),
            b"secret of plain")
        operator = self.client()
        operator.alter_user_scram_credentials([add])["plain"].result(30)
        client, topic = self.client("plain"), name("denied")
        denied = confluent_kafka.KafkaError
        for what, expected, future in [
                ("set a password", denied.CLUSTER_AUTHORIZATION_FAILED,
                 client.alter_user_scram_credentials([add])["plain"]),
                ("create", denied.TOPIC_AUTHORIZATION_FAILED,
                 client.create_topics([admin.NewTopic(topic, 1, 1)])[topic]),
                ("delete", denied.TOPIC_AUTHORIZATION_FAILED,
                 client.delete_topics([topic])[topic])]:
            with self.subTest(what):
                with self.assertRaises(confluent_kafka.KafkaException) as caught:
                    future.result(30)
                self.assertEqual(caught.exception.args[0].code(), expected)
        # librdkafka shows no rules and hides the reason; kafka-python tells it.
        python = kafka.admin.KafkaAdminClient(
            bootstrap_servers=self.server.kafka,
            **self.certificates.kafka_python("plain", "secret of plain", "SCRAM-SHA-512"))
        every = kafka.admin.ACLFilter(
            principal=None, host=None, operation=kafka.admin.ACLOperation.ANY,
            permission_type=kafka.admin.ACLPermissionType.ANY,
            resource_pattern=kafka.admin.ResourcePatternFilter(
                kafka.admin.ResourceType.ANY, None, kafka.admin.ACLResourcePatternType.ANY))
        with self.assertRaises(kafka.errors.ClusterAuthorizationFailedError):
            python.describe_acls(every)
        python.close()


if __name__ == "__main__":
    unittest.main()
