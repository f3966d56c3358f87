// How fast librdkafka produces and consumes through a broker, and how long a message takes.
//
//   cc -O2 -o performance performance.c -lrdkafka -lpthread
//   performance produce HOST:PORT TOPIC COUNT BYTES [setting=value ...]
//   performance consume HOST:PORT TOPIC COUNT      [setting=value ...]
//   performance latency HOST:PORT TOPIC COUNT RATE [setting=value ...]
//
// Prints one line of JSON. `latency` sends RATE messages a second, each with the time it was sent at,
// and consumes them in the same process.
#include <inttypes.h>
#include <librdkafka/rdkafka.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void die(const char *what, const char *why) {
  fprintf(stderr, "%s: %s\n", what, why);
  exit(1);
}

static rd_kafka_conf_t *configuration(const char *bootstrap, int argc, char **argv, int first) {
  char why[512];
  rd_kafka_conf_t *conf = rd_kafka_conf_new();
  if (rd_kafka_conf_set(conf, "bootstrap.servers", bootstrap, why, sizeof why)) die("conf", why);
  for (int i = first; i < argc; i++) {
    char *equals = strchr(argv[i], '=');
    if (!equals) die("not a setting", argv[i]);
    *equals = 0;
    if (rd_kafka_conf_set(conf, argv[i], equals + 1, why, sizeof why)) die(argv[i], why);
    *equals = '=';
  }
  return conf;
}

static int64_t failures = 0, delivered = 0;
static void on_delivery(rd_kafka_t *k, const rd_kafka_message_t *m, void *opaque) {
  (void)k;
  (void)opaque;
  if (m->err)
    failures++;
  else
    delivered++;
}

static rd_kafka_t *producer(rd_kafka_conf_t *conf) {
  char why[512];
  rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
  rd_kafka_t *k = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why);
  if (!k) die("producer", why);
  return k;
}

static void produce(int argc, char **argv) {
  int64_t count = atoll(argv[4]);
  size_t bytes = (size_t)atoll(argv[5]);
  rd_kafka_conf_t *conf = configuration(argv[2], argc, argv, 6);
  char why[512];
  rd_kafka_conf_set(conf, "queue.buffering.max.messages", "2000000", why, sizeof why);
  rd_kafka_t *k = producer(conf);
  rd_kafka_topic_t *topic = rd_kafka_topic_new(k, argv[3], NULL);
  char *payload = malloc(bytes);
  for (size_t i = 0; i < bytes; i++) payload[i] = (char)('a' + i * 7 % 26);
  const struct rd_kafka_metadata *metadata;
  if (rd_kafka_metadata(k, 0, topic, &metadata, 10000)) die("metadata", "no answer");
  int64_t start = now_ns();
  for (int64_t i = 0; i < count;) {
    if (rd_kafka_produce(topic, 0, RD_KAFKA_MSG_F_COPY, payload, bytes, NULL, 0, NULL) == 0) {
      i++;
      if (i % 100000 == 0) rd_kafka_poll(k, 0);
    } else if (rd_kafka_last_error() == RD_KAFKA_RESP_ERR__QUEUE_FULL) {
      rd_kafka_poll(k, 5);
    } else {
      die("produce", rd_kafka_err2str(rd_kafka_last_error()));
    }
  }
  rd_kafka_flush(k, 120000);
  double seconds = (double)(now_ns() - start) / 1e9;
  printf("{\"messages\":%" PRId64 ",\"failed\":%" PRId64
         ",\"seconds\":%.3f,\"messages_per_second\":%.0f,\"megabytes_per_second\":%.1f}\n",
         delivered, failures, seconds, (double)delivered / seconds,
         (double)delivered * (double)bytes / seconds / 1e6);
}

static rd_kafka_t *consumer(rd_kafka_conf_t *conf, const char *topic, int64_t offset) {
  char why[512];
  rd_kafka_conf_set(conf, "group.id", "performance", why, sizeof why);
  rd_kafka_conf_set(conf, "enable.auto.commit", "false", why, sizeof why);
  rd_kafka_t *k = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why, sizeof why);
  if (!k) die("consumer", why);
  rd_kafka_poll_set_consumer(k);
  rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
  rd_kafka_topic_partition_list_add(list, topic, 0)->offset = offset;
  if (rd_kafka_assign(k, list)) die("assign", "refused");
  rd_kafka_topic_partition_list_destroy(list);
  return k;
}

static void consume(int argc, char **argv) {
  int64_t count = atoll(argv[4]), seen = 0, bytes = 0, start = 0;
  rd_kafka_t *k = consumer(configuration(argv[2], argc, argv, 5), argv[3], 0);
  rd_kafka_queue_t *queue = rd_kafka_queue_get_consumer(k);
  rd_kafka_message_t *messages[10000];
  while (seen < count) {
    ssize_t got = rd_kafka_consume_batch_queue(queue, 1000, messages, 10000);
    if (!start) start = now_ns();
    for (ssize_t i = 0; i < got; i++) {
      if (!messages[i]->err) {
        seen++;
        bytes += (int64_t)messages[i]->len;
      }
      rd_kafka_message_destroy(messages[i]);
    }
  }
  double seconds = (double)(now_ns() - start) / 1e9;
  printf("{\"messages\":%" PRId64
         ",\"seconds\":%.3f,\"messages_per_second\":%.0f,\"megabytes_per_second\":%.1f}\n",
         seen, seconds, (double)seen / seconds, (double)bytes / seconds / 1e6);
}

struct latency {
  int argc;
  char **argv;
  int64_t count;
  int64_t *took;
  volatile int is_ready;
};

static void *latency_consumer(void *opaque) {
  struct latency *run = opaque;
  rd_kafka_conf_t *conf = configuration(run->argv[2], run->argc, run->argv, 6);
  char why[512];
  rd_kafka_conf_set(conf, "fetch.wait.max.ms", "500", why, sizeof why);
  rd_kafka_t *k = consumer(conf, run->argv[3], RD_KAFKA_OFFSET_END);
  int64_t seen = 0;
  while (seen < run->count) {
    rd_kafka_message_t *m = rd_kafka_consumer_poll(k, 100);
    // The first message that is awaited tells that fetching has begun.
    if (!m) continue;
    if (!m->err && m->len >= 8) {
      int64_t sent;
      memcpy(&sent, m->payload, 8);
      if (sent == 0)
        run->is_ready = 1;
      else
        run->took[seen++] = now_ns() - sent;
    }
    rd_kafka_message_destroy(m);
  }
  return NULL;
}

static int by_value(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return x < y ? -1 : x > y;
}

static void latency(int argc, char **argv) {
  int64_t count = atoll(argv[4]), rate = atoll(argv[5]);
  struct latency run = {argc, argv, count, calloc((size_t)count, sizeof(int64_t)), 0};
  rd_kafka_conf_t *conf = configuration(argv[2], argc, argv, 6);
  char why[512];
  rd_kafka_conf_set(conf, "linger.ms", "0", why, sizeof why);
  rd_kafka_t *k = producer(conf);
  rd_kafka_topic_t *topic = rd_kafka_topic_new(k, argv[3], NULL);
  char payload[100] = {0};
  pthread_t thread;
  pthread_create(&thread, NULL, latency_consumer, &run);
  while (!run.is_ready) {
    rd_kafka_produce(topic, 0, RD_KAFKA_MSG_F_COPY, payload, sizeof payload, NULL, 0, NULL);
    rd_kafka_poll(k, 50);
  }
  int64_t start = now_ns() + 100000000;
  for (int64_t i = 0; i < count; i++) {
    int64_t due = start + i * 1000000000 / rate;
    while (now_ns() < due) {
      struct timespec pause = {0, 20000};
      nanosleep(&pause, NULL);
    }
    int64_t sent = now_ns();
    memcpy(payload, &sent, 8);
    rd_kafka_produce(topic, 0, RD_KAFKA_MSG_F_COPY, payload, sizeof payload, NULL, 0, NULL);
    rd_kafka_poll(k, 0);
  }
  rd_kafka_flush(k, 10000);
  pthread_join(thread, NULL);
  qsort(run.took, (size_t)count, sizeof(int64_t), by_value);
  printf("{\"messages\":%" PRId64
         ",\"p50_ms\":%.3f,\"p90_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f}\n",
         count, (double)run.took[count / 2] / 1e6, (double)run.took[count * 9 / 10] / 1e6,
         (double)run.took[count * 99 / 100] / 1e6, (double)run.took[count - 1] / 1e6);
}

int main(int argc, char **argv) {
  if (argc >= 6 && !strcmp(argv[1], "produce"))
    produce(argc, argv);
  else if (argc >= 5 && !strcmp(argv[1], "consume"))
    consume(argc, argv);
  else if (argc >= 6 && !strcmp(argv[1], "latency"))
    latency(argc, argv);
  else
    die("usage", "performance produce|consume|latency HOST:PORT TOPIC COUNT ...");
  return failures > 0;
}
