// The English words of dates, and the short names of zones that texts use.

enum PatternWords {
  static let months: [StaticString] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
  static let days: [StaticString] = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]
  static let quarters: [StaticString] = [
    "1st quarter", "2nd quarter", "3rd quarter", "4th quarter",
  ]
  static let shortQuarters: [StaticString] = ["Q1", "Q2", "Q3", "Q4"]
  static let halves: [StaticString] = ["AM", "PM"]
  static let eras: [StaticString] = ["Before Christ", "Anno Domini"]
  static let shortEras: [StaticString] = ["BC", "AD"]

  /// The words of a field and the value of the first one.
  static func words(
    _ field: PatternField, _ style: TextStyle
  ) -> (words: [StaticString], first: Int) {
    switch field {
    case .month: (months, 1)
    case .dayOfWeek: (days, 1)
    case .quarter: (style == .full ? quarters : shortQuarters, 1)
    case .amPm: (halves, 0)
    default: (style == .full ? eras : shortEras, 0)
    }
  }

  /// Bytes of a word that a style uses: three letters of months and days, one if narrow.
  static func length(_ word: StaticString, _ field: PatternField, _ style: TextStyle) -> Int {
    switch style {
    case .narrow: 1
    case .short where field == .month || field == .dayOfWeek: 3
    default: word.utf8CodeUnitCount
    }
  }

  /// Regions that short zone names stand for when a text is parsed.
  static let zones: [String: String] = [
    "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles", "MST": "America/Denver",
    "MDT": "America/Denver", "CST": "America/Chicago", "CDT": "America/Chicago",
    "EST": "America/New_York", "EDT": "America/New_York", "AKST": "America/Anchorage",
    "AKDT": "America/Anchorage", "HST": "Pacific/Honolulu", "AST": "America/Halifax",
    "ADT": "America/Halifax", "NST": "America/St_Johns", "NDT": "America/St_Johns",
    "BRT": "America/Sao_Paulo", "ART": "America/Argentina/Buenos_Aires",
    "WET": "Europe/Lisbon", "WEST": "Europe/Lisbon", "BST": "Europe/London",
    "CET": "Europe/Paris", "CEST": "Europe/Paris", "EET": "Europe/Bucharest",
    "EEST": "Europe/Bucharest", "MSK": "Europe/Moscow", "SAST": "Africa/Johannesburg",
    "CAT": "Africa/Maputo", "EAT": "Africa/Nairobi", "WAT": "Africa/Lagos",
    "IST": "Asia/Kolkata", "PKT": "Asia/Karachi", "HKT": "Asia/Hong_Kong",
    "SGT": "Asia/Singapore", "JST": "Asia/Tokyo", "KST": "Asia/Seoul", "WIB": "Asia/Jakarta",
    "ICT": "Asia/Bangkok", "AWST": "Australia/Perth", "ACST": "Australia/Adelaide",
    "ACDT": "Australia/Adelaide", "AEST": "Australia/Sydney", "AEDT": "Australia/Sydney",
    "NZST": "Pacific/Auckland", "NZDT": "Pacific/Auckland",
  ]

  /// Long names of zones, printed by `zzzz` and understood in texts.
  static let longZoneNames: [String: String] = [
    "UTC": "Coordinated Universal Time", "GMT": "Greenwich Mean Time",
    "PST": "Pacific Standard Time", "PDT": "Pacific Daylight Time",
    "MST": "Mountain Standard Time", "MDT": "Mountain Daylight Time",
    "CST": "Central Standard Time", "CDT": "Central Daylight Time",
    "EST": "Eastern Standard Time", "EDT": "Eastern Daylight Time",
    "CET": "Central European Standard Time", "CEST": "Central European Summer Time",
    "EET": "Eastern European Standard Time", "EEST": "Eastern European Summer Time",
    "WET": "Western European Standard Time", "WEST": "Western European Summer Time",
    "BST": "British Summer Time", "JST": "Japan Standard Time", "IST": "India Standard Time",
    "MSK": "Moscow Standard Time",
  ]
}
