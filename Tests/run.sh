#!/usr/bin/env bash
# Builds everything and runs all tests. What it needs from Debian it installs when missing.
set -euo pipefail
cd "$(dirname "$0")/.."
source Tests/dependencies.sh
need curl python3

echo "== format"
swift format lint --strict --recursive Sources Tests Package.swift

echo "== build"
swift build --build-tests -Xswiftc -warnings-as-errors

echo "== unit, SQL, plan, tidy and front-door tests"
swift test --skip-build

if [ -d ../shared/conformance/queries ]; then
  echo "== conformance cases"
  bash Tests/conformance.sh ../shared/conformance/queries
else
  echo "== conformance cases: skipped (they are not part of a clone)"
fi
