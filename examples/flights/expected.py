#!/usr/bin/env python3
"""Computes the figures of carrier_day from the raw file with nothing but integer and float sums.

Usage: expected.py data/flights-2013-01.jsonl > expected-carrier-day.jsonl

One line per carrier and UTC day: {"carrier", "day" (ms), "flights", "departed", "dep_delay",
"arr_delay", "dep_delay_avg", "distance_avg"}. A cancelled flight (null delay) counts as a flight and
enters neither sums nor averages of delays; a sum over nothing is 0, as in the dialect.
"""
import json
import sys

DAY = 86_400_000
groups = {}
with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        flight = json.loads(line)
        day = flight["sched_dep"] // DAY * DAY
        g = groups.setdefault(
            (flight["carrier"], day),
            {"flights": 0, "departed": 0, "dep": 0, "arr": 0, "distance": 0, "distances": 0},
        )
        g["flights"] += 1
        if flight["dep_delay"] is not None:
            g["departed"] += 1
            g["dep"] += flight["dep_delay"]
        if flight["arr_delay"] is not None:
            g["arr"] += flight["arr_delay"]
        if flight["distance"] is not None:
            g["distances"] += 1
            g["distance"] += flight["distance"]

for (carrier, day), g in sorted(groups.items()):
    print(
        json.dumps(
            {
                "carrier": carrier,
                "day": day,
                "flights": g["flights"],
                "departed": g["departed"],
                "dep_delay": g["dep"],
                "arr_delay": g["arr"],
                "dep_delay_avg": g["dep"] / g["departed"] if g["departed"] else 0.0,
                "distance_avg": g["distance"] / g["distances"] if g["distances"] else 0.0,
            },
            separators=(",", ":"),
        )
    )
