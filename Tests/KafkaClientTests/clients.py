"""What the tests of clients share: short ways to produce and to consume."""
import uuid

import confluent_kafka
import kafka


def name(prefix):
    """A topic or group that no other test uses."""
    return f"{prefix}-{uuid.uuid4().hex[:8]}"


class Delivery:
    """Collects what a confluent-kafka producer is told about its messages."""

    def __init__(self):
        self.delivered, self.errors = [], []

    def __call__(self, error, message):
        if error:
            self.errors.append(error)
        else:
            self.delivered.append((message.partition(), message.offset()))


def produce(server, topic, values, key=None, **settings):
    """Sends values with confluent-kafka and waits for all acknowledgements; their places."""
    producer = confluent_kafka.Producer({"bootstrap.servers": server.kafka, **settings})
    delivery = Delivery()
    for value in values:
        producer.produce(topic, value=value, key=key, on_delivery=delivery)
        producer.poll(0)
    producer.flush(60)
    if delivery.errors:
        raise AssertionError(f"not delivered: {delivery.errors[0]}")
    return delivery.delivered


def consume(server, topic, count, seconds=30, **settings):
    """Reads so many messages from the beginning with kafka-python, without a group."""
    consumer = kafka.KafkaConsumer(
        topic, bootstrap_servers=server.kafka, auto_offset_reset="earliest", group_id=None,
        consumer_timeout_ms=seconds * 1000, **settings)
    messages = []
    for message in consumer:
        messages.append(message)
        if len(messages) == count:
            break
    consumer.close()
    if len(messages) < count:
        raise AssertionError(f"{topic}: {len(messages)} of {count} messages within {seconds} s")
    return messages


def rest(server, topic, **settings):
    """All that is in a topic at the moment, with confluent-kafka, in order of partition and offset."""
    consumer = confluent_kafka.Consumer({
        "bootstrap.servers": server.kafka, "group.id": name("rest"), "enable.auto.commit": False,
        "enable.partition.eof": True, **settings})
    partitions = list(consumer.list_topics(topic, 10).topics[topic].partitions)
    consumer.assign([confluent_kafka.TopicPartition(topic, p, 0) for p in partitions])
    messages, ended = [], set()
    while len(ended) < len(partitions):
        message = consumer.poll(30)
        if message is None:
            raise AssertionError(f"{topic}: no end within 30 s")
        if message.error():
            if message.error().code() != confluent_kafka.KafkaError._PARTITION_EOF:
                raise AssertionError(str(message.error()))
            ended.add(message.partition())
        else:
            messages.append(message)
    consumer.close()
    return sorted(messages, key=lambda m: (m.partition(), m.offset()))
