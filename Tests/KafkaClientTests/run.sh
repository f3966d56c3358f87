#!/usr/bin/env bash
# Real Kafka clients against the built server: the project's own tests, and the acceptance checks
# where they are. Needs the binary that `swift build` makes.
set -euo pipefail
cd "$(dirname "$0")/../.."
source Tests/dependencies.sh
need python3 python3-venv kcat openssl curl

binary=${MILLRACE:-$(swift build --show-bin-path)/millrace}
clients=.build/kafka-clients
if ! cmp -s Tests/KafkaClientTests/requirements.txt "$clients/installed.txt"; then
  rm -rf "$clients"
  python3 -m venv "$clients"
  "$clients/bin/pip" install --quiet --disable-pip-version-check \
    -r Tests/KafkaClientTests/requirements.txt
  cp Tests/KafkaClientTests/requirements.txt "$clients/installed.txt"
fi

echo "== clients"
MILLRACE="$binary" "$clients/bin/python" -W ignore::ResourceWarning -m unittest discover --verbose \
  --start-directory Tests/KafkaClientTests

acceptance=../shared/acceptance
if [ ! -d "$acceptance" ]; then
  echo "== acceptance checks: skipped (they are not part of a clone)"
  exit 0
fi
for security in plaintext sasl_ssl; do
  echo "== acceptance checks, $security"
  MILLRACE="$binary" "$clients/bin/python" Tests/KafkaClientTests/acceptance.py \
    "$security" "$acceptance"
done
