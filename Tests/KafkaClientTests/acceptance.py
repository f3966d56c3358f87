"""Runs a folder of acceptance checks against a fresh server: acceptance.py plaintext|sasl_ssl FOLDER.

With sasl_ssl every client is given its security settings from outside (see `secure`), so that the
checks themselves stay as they are. The checks of raw bytes speak no TLS and are left out there, as is the one that begins with some.
"""
import os
import subprocess
import sys

from server import Certificates, Server, add_user


def main():
    security, folder = sys.argv[1], sys.argv[2]
    checks = [sys.executable, os.path.join(folder, "run.py"), "--slow", "3"]
    environment = dict(os.environ)
    if security == "plaintext":
        server = Server()
    else:
        certificates = Certificates()
        server = Server(*certificates.options, "--authentication", "required",
                        "--super-user", "admin", starts=False)
        add_user(server.folder, "admin", "secret of admin")
        environment.update(certificates.environment("admin", "secret of admin"))
        checks += ["--skip", "raw_", "--skip", "kip848"]
        server.start()
    try:
        return subprocess.run(checks + ["--bootstrap", server.kafka], env=environment).returncode
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
