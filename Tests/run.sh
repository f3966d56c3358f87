#!/usr/bin/env bash
# Builds everything and runs all tests. What it needs from Debian it installs when missing.
set -euo pipefail
cd "$(dirname "$0")/.."
source Tests/dependencies.sh
need curl python3

echo "== format"
swift format lint --strict --recursive Sources Tests Package.swift

echo "== build"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
swift build --build-tests 2>&1 | tee "$log" | grep -vE '^\[[0-9]+/[0-9]+\]' || true
grep -q 'Build complete!' "$log" || { echo "the build failed" >&2; exit 1; }
if grep -E '/(Sources|Tests)/.*warning:' "$log"; then
  echo "the build has warnings" >&2
  exit 1
fi

echo "== unit, SQL, plan, tidy and front-door tests"
swift test --skip-build

echo "== Kafka's clients"
bash Tests/KafkaClientTests/run.sh

if [ -d ../shared/conformance/queries ]; then
  echo "== conformance cases"
  bash Tests/conformance.sh ../shared/conformance/queries
else
  echo "== conformance cases: skipped (they are not part of a clone)"
fi
