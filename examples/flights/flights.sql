-- Flights out of New York in January 2013: delays as they happen.
--
-- Run it with:  millrace run examples/flights/flights.sql --data DIR --once \
--                 --input airlines=examples/flights/data/airlines.jsonl \
--                 --input planes=examples/flights/data/planes.jsonl \
--                 --input flights=examples/flights/data/flights-2013-01.jsonl

CREATE TABLE airlines (carrier STRING PRIMARY KEY, name STRING)
  WITH (KAFKA_TOPIC = 'airlines', VALUE_FORMAT = 'JSON', PARTITIONS = 1);

CREATE TABLE planes (
    tailnum STRING PRIMARY KEY, year INT, type STRING, manufacturer STRING, model STRING,
    engines INT, seats INT)
  WITH (KAFKA_TOPIC = 'planes', VALUE_FORMAT = 'JSON', PARTITIONS = 1);

-- The scheduled departure is the time of the event. A cancelled flight has no delay. Topics keep their
-- records for a week unless told otherwise; these are from 2013 and are to stay.
CREATE STREAM flights (
    sched_dep BIGINT, carrier STRING, flight INT, tailnum STRING, origin STRING, dest STRING,
    dep_delay INT, arr_delay INT, air_time INT, distance INT)
  WITH (KAFKA_TOPIC = 'flights', VALUE_FORMAT = 'JSON', PARTITIONS = 1, TIMESTAMP = 'sched_dep',
        RETENTION_MS = -1);

-- How late each carrier leaves, hour by hour.
CREATE TABLE carrier_hour WITH (KEY_FORMAT = 'JSON', RETENTION_MS = -1) AS
  SELECT carrier, COUNT(*) AS flights, SUM(dep_delay) AS dep_delay, AVG(dep_delay) AS dep_delay_avg,
         MAX(dep_delay) AS dep_delay_max
  FROM flights WINDOW TUMBLING (SIZE 1 HOUR)
  GROUP BY carrier
  EMIT CHANGES;

-- The same by day: these figures are checked against an independent computation.
CREATE TABLE carrier_day WITH (RETENTION_MS = -1) AS
  SELECT carrier, COUNT(*) AS flights, COUNT(dep_delay) AS departed, SUM(dep_delay) AS dep_delay,
         SUM(arr_delay) AS arr_delay, AVG(dep_delay) AS dep_delay_avg, AVG(distance) AS distance_avg
  FROM flights WINDOW TUMBLING (SIZE 1 DAY)
  GROUP BY carrier
  EMIT CHANGES;

-- Routes, materialised for pull queries: SELECT * FROM routes WHERE route = 'JFK-LAX';
CREATE TABLE routes AS
  SELECT origin + '-' + dest AS route, COUNT(*) AS flights, AVG(arr_delay) AS arr_delay_avg,
         COUNT(*) - COUNT(dep_delay) AS cancelled
  FROM flights
  GROUP BY origin + '-' + dest
  EMIT CHANGES;

-- Every flight with the names behind its codes.
CREATE STREAM flights_named WITH (RETENTION_MS = -1) AS
  SELECT f.carrier AS carrier, f.flight AS flight, f.origin AS origin, f.dest AS dest,
         f.dep_delay AS dep_delay, f.tailnum AS tailnum, a.name AS airline
  FROM flights f
  LEFT JOIN airlines a ON f.carrier = a.carrier
  EMIT CHANGES;

CREATE STREAM flights_with_planes WITH (RETENTION_MS = -1) AS
  SELECT n.tailnum AS tailnum, n.airline AS airline, n.flight AS flight, n.dest AS dest,
         n.dep_delay AS dep_delay, p.manufacturer AS manufacturer, p.model AS model,
         p.year AS built
  FROM flights_named n
  JOIN planes p ON n.tailnum = p.tailnum
  EMIT CHANGES;

-- Delay by maker of the plane.
CREATE TABLE manufacturers AS
  SELECT manufacturer, COUNT(*) AS flights, AVG(dep_delay) AS dep_delay_avg
  FROM flights_with_planes
  GROUP BY manufacturer
  EMIT CHANGES;
