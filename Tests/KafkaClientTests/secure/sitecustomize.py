"""Loaded by Python before a program: gives every Kafka client that the program makes the security
settings of the environment, so that programs that know nothing of security run against a server that
asks for it."""
import json
import os


def secure_librdkafka(settings):
    import confluent_kafka
    import confluent_kafka.admin

    def secured(original):
        class Secured(original):
            def __init__(self, *arguments, **named):
                config = dict(arguments[0]) if arguments else {}
                config.update({k: named.pop(k) for k in list(named) if "." in k})
                super().__init__({**settings, **config}, *arguments[1:], **named)
        Secured.__name__ = original.__name__
        return Secured

    confluent_kafka.Producer = secured(confluent_kafka.Producer)
    confluent_kafka.Consumer = secured(confluent_kafka.Consumer)
    # It names itself in its constructor, so it stays the class that it is.
    admin = confluent_kafka.admin.AdminClient
    original = admin.__init__
    admin.__init__ = lambda self, conf=None, **named: original(
        self, {**settings, **(conf or {})}, **named)


def secure_kafka_python(settings):
    import kafka
    import kafka.admin

    def secured(original):
        class Secured(original):
            def __init__(self, *arguments, **named):
                super().__init__(*arguments, **{**settings, **named})
        Secured.__name__ = original.__name__
        return Secured

    kafka.KafkaProducer = secured(kafka.KafkaProducer)
    kafka.KafkaConsumer = secured(kafka.KafkaConsumer)
    kafka.KafkaAdminClient = kafka.admin.KafkaAdminClient = secured(kafka.KafkaAdminClient)


for variable, secure in [("CLIENTS_LIBRDKAFKA", secure_librdkafka),
                         ("CLIENTS_KAFKA_PYTHON", secure_kafka_python)]:
    if variable in os.environ:
        try:
            secure(json.loads(os.environ[variable]))
        except ImportError:
            pass
