#!/usr/bin/env bash
# Runs ksqlDB's own cases and holds the counts against the floor that has been reached.
set -euo pipefail
cd "$(dirname "$0")/.."
millrace=${MILLRACE:-.build/debug/millrace}
report=$(mktemp)
trap 'rm -f "$report"' EXIT
"$millrace" test "$1" --report json >"$report" || true
python3 - "$report" Tests/conformance-floor.json <<'PYTHON'
import collections
import json
import sys

cases = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8") if line.startswith("{")]
floor = json.load(open(sys.argv[2], encoding="utf-8"))
counts = collections.Counter()
for case in cases:
    kind = "refusal" if case.get("expects_error") else "positive"
    counts[kind, case["outcome"]] += 1
print(f"positive runs: {counts['positive', 'pass']} passed, {counts['positive', 'fail']} failed")
print(f"refusals: {counts['refusal', 'pass']} passed, {counts['refusal', 'fail']} failed")
if counts["positive", "pass"] < floor["positive"] or counts["refusal", "pass"] < floor["refusal"]:
    sys.exit(f"below the floor of {floor['positive']} positive runs and {floor['refusal']} refusals")
PYTHON
