// The words of the dialect. Reserved words cannot be names without quotes; the others are keywords
// only where the grammar looks for them. `grammar/keywords.txt` holds the same lists, and a test
// keeps them equal.

/// The keyword tables, all upper-case.
package enum Keyword {
  /// Words that need quotes to be used as names.
  package static let reserved: Set<String> = [
    "ADVANCE", "ALL", "AND", "AS", "AT", "BEGINNING", "BETWEEN", "BY", "CASE", "CAST", "CATALOG",
    "CONNECTOR", "CONNECTORS", "CREATE", "DAYS", "DECIMAL", "DELETE", "DESCRIBE", "DISTINCT",
    "DROP", "ELSE", "END", "EXISTS", "EXPORT", "EXTENDED", "FALSE", "FROM", "FULL", "GROUP",
    "HAVING", "HOPPING", "HOURS", "IN", "INNER", "INSERT", "INTO", "IS", "JOIN", "LEFT", "LIKE",
    "LIMIT", "LIST", "LOAD", "MATERIALIZED", "MILLISECOND", "MILLISECONDS", "MINUTES", "MONTHS",
    "NAMESPACE", "NOT", "NULL", "ON", "OR", "OUTER", "PAUSE", "PRINT", "PROPERTIES", "QUERIES",
    "QUERY", "RENAME", "RESUME", "RETENTION", "RIGHT", "RUN", "SAMPLE", "SCRIPT", "SECONDS",
    "SELECT", "SIZE", "STREAM", "STREAMS", "TABLE", "TERMINATE", "THEN", "TO", "TOPIC", "TOPICS",
    "TRUE", "TUMBLING", "UNSET", "VALUES", "VIEW", "WHEN", "WHERE", "WINDOW", "WITH", "WITHIN",
    "YEARS",
  ]

  /// Words with a meaning in some places that are ordinary names everywhere else.
  package static let nonReserved: Set<String> = [
    "ADD", "ALTER", "ANALYZE", "ARRAY", "ASSERT", "CHANGES", "COLUMN", "COLUMNS", "DATE", "DAY",
    "DEFINE", "EMIT", "ESCAPE", "EXPLAIN", "FINAL", "FUNCTION", "FUNCTIONS", "GRACE", "HEADER",
    "HEADERS", "HOUR", "ID", "IF", "INTEGER", "INTERVAL", "KEY", "MAP", "MINUTE", "MONTH",
    "PARTITION", "PARTITIONS", "PERIOD", "PLUGINS", "PRIMARY", "REPLACE", "RESET", "SCHEMA",
    "SECOND", "SESSION", "SET", "SHOW", "SINK", "SOURCE", "STRING", "STRUCT", "SUBJECT", "SYSTEM",
    "TABLES", "TIME", "TIMEOUT", "TIMESTAMP", "TYPE", "TYPES", "UNDEFINE", "VARIABLES", "YEAR",
    "ZONE",
  ]

  /// All keywords in alphabetical order, for completion.
  package static let all: [String] = reserved.union(nonReserved).sorted()

  /// Whether an upper-case word is reserved.
  package static func isReserved(_ upperCased: String) -> Bool { reserved.contains(upperCased) }
}
