#!/usr/bin/env bash
# Builds Millrace and runs the flights of January 2013 through continuous queries.
set -euo pipefail
cd "$(dirname "$0")/.."
source Tests/dependencies.sh

echo "Building (the first time takes a few minutes) …"
swift build -c release --product millrace
millrace=.build/release/millrace

data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
flights=examples/flights/data

echo
echo "Running examples/flights/flights.sql over 27,004 flights …"
time "$millrace" run examples/flights/flights.sql --data "$data" --once \
  --input airlines=$flights/airlines.jsonl \
  --input planes=$flights/planes.jsonl \
  --input flights=$flights/flights-2013-01.jsonl

echo
echo "The tables are there now, ready for pull queries:"
"$millrace" shell --data "$data" \
  -e "SHOW TABLES;" \
  -e "SELECT route, flights, arr_delay_avg, cancelled FROM routes WHERE route = 'JFK-LAX';" \
  -e "SELECT route, flights, ROUND(arr_delay_avg, 1) AS late FROM routes WHERE flights > 450;" \
  -e "SELECT TIMESTAMPTOSTRING(WINDOWSTART, 'dd MMM HH:mm') AS hour, flights,
        ROUND(dep_delay_avg, 1) AS late, dep_delay_max AS latest FROM carrier_hour
        WHERE carrier = 'UA' AND WINDOWSTART >= '2013-01-31T12:00' AND WINDOWSTART < '2013-01-31T18:00';" \
  -e "SELECT manufacturer, flights, ROUND(dep_delay_avg, 1) AS late FROM manufacturers
        WHERE flights > 1000;"

echo
echo "Keep going:  $millrace shell --data DIR      (an own folder)"
echo "             $millrace server --data DIR     (ksqlDB's REST API on port 8088, Kafka's clients on 9092)"
