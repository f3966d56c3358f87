"""A server of its own for a test: temporary folder, free ports, loopback only."""
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import urllib.request

BINARY = os.environ["MILLRACE"]


class Server:
    def __init__(self, *options, starts=True):
        self.folder = tempfile.mkdtemp(prefix="millrace-clients-")
        self.options = options
        self.ports = ("0", "0")
        self.process = None
        if starts:
            self.start()

    def start(self):
        """Starts, or starts again on the same ports."""
        self.process = subprocess.Popen(
            [BINARY, "server", "--data", os.path.join(self.folder, "data"), "--http-port",
             self.ports[0], "--kafka-port", self.ports[1], *self.options],
            stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        ready = re.match(r"ready http=(\S+:(\d+)) kafka=(\S+:(\d+)) ", line)
        if not ready:
            raise AssertionError(f"the server says: {line!r}")
        self.http, self.kafka = ready[1], ready[3]
        self.ports = (ready[2], ready[4])

    def kill(self):
        """kill -9."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        """Ends it as a user does, and removes its folder."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=60)
            self.process.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def sql(self, text):
        """Carries statements out; the entities of the answer."""
        return self._post("/ksql", {
            "ksql": text, "streamsProperties": {"ksql.streams.auto.offset.reset": "earliest"}})

    def pull(self, text):
        """The rows of a pull query."""
        answer = self._post("/query-stream", {"sql": text}, "application/json")
        return answer[1:]

    def _post(self, path, body, accept="application/vnd.ksql.v1+json"):
        request = urllib.request.Request(
            f"http://{self.http}{path}", json.dumps(body).encode(),
            {"Content-Type": "application/json", "Accept": accept})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{text_of(body)}: {error.read().decode()}") from None


def text_of(body):
    return body.get("ksql") or body.get("sql")


def add_user(folder, name, password):
    """Creates a user in a data folder that is not open."""
    subprocess.run(
        [BINARY, "users", "add", name, "--data", os.path.join(folder, "data")], input=password + "\n",
        text=True, check=True, stdout=subprocess.DEVNULL)


class Certificates:
    """A certificate for 127.0.0.1 that signs itself."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="millrace-tls-")
        self.certificate = os.path.join(self.folder, "cert.pem")
        self.key = os.path.join(self.folder, "key.pem")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
             "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost", "-keyout",
             self.key, "-out", self.certificate],
            check=True, stderr=subprocess.DEVNULL)

    @property
    def options(self):
        return ("--kafka-tls-cert", self.certificate, "--kafka-tls-key", self.key)

    def librdkafka(self, user, password, mechanism="SCRAM-SHA-512"):
        """Settings of confluent-kafka and kcat."""
        return {
            "security.protocol": "SASL_SSL", "ssl.ca.location": self.certificate,
            "sasl.mechanism": mechanism, "sasl.username": user, "sasl.password": password,
        }

    def kafka_python(self, user, password, mechanism="SCRAM-SHA-256"):
        """Settings of kafka-python."""
        return {
            "security_protocol": "SASL_SSL", "ssl_cafile": self.certificate,
            "sasl_mechanism": mechanism, "sasl_plain_username": user,
            "sasl_plain_password": password,
        }

    def environment(self, user, password):
        """What makes every client in a process, and in those it starts, use these settings."""
        config = os.path.join(self.folder, "kcat.conf")
        with open(config, "w") as file:
            for name, value in self.librdkafka(user, password).items():
                file.write(f"{name}={value}\n")
        return {
            "PYTHONPATH": os.path.join(os.path.dirname(os.path.abspath(__file__)), "secure"),
            "KCAT_CONFIG": config,
            "CLIENTS_LIBRDKAFKA": json.dumps(self.librdkafka(user, password)),
            "CLIENTS_KAFKA_PYTHON": json.dumps(self.kafka_python(user, password)),
        }
