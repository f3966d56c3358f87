// The functions of dates, times and timestamps.

import Values

/// The family's registry.
enum DateTimeFunctions {
  static let all: [ScalarFunction] = [
    .convertTimeZone, .dateAdd, .dateSub, .dateToString, .formatDate, .formatTime,
    .formatTimestamp, .fromDays, .fromUnixTime, .parseDate, .parseTime, .parseTimestamp,
    .stringToDate, .stringToTimestamp, .timeAdd, .timeSub, .timestampAdd, .timestampSub,
    .timestampToString, .unixDate, .unixTimestamp,
  ]
}
