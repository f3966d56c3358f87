// What a statement answers, free of any rendering: HTTP makes JSON of it, the shell tables.

package import Values

/// The answer to one statement.
package enum StatementResult: Sendable {
  /// A statement that changed something.
  case done(CommandOutcome)
  /// Nothing was done, and that is fine (IF NOT EXISTS on something that exists …).
  case warning(String)
  case streams([SourceListing], extended: [SourceDescription]?)
  case tables([SourceListing], extended: [SourceDescription]?)
  case topics([TopicListing], extended: Bool)
  case queries([QueryListing], extended: [QueryDescription]?)
  case source(SourceDescription)
  case sources([SourceDescription])
  case query(QueryDescription)
  case properties([PropertyListing])
  case functions([FunctionListing])
  case function(FunctionDescription)
  case types([(name: String, type: SQLType)])
  case variables([(name: String, value: String)])
  /// INSERT VALUES: records that are in the topic now.
  case inserted(count: Int)
  case terminatedPushQuery(id: String, wasTerminated: Bool)
  case topicAsserted(name: String, exists: Bool)
  /// SET, UNSET, DEFINE, UNDEFINE: the session changed; the sentence says how.
  case session(String)
  /// Rows: a pull or push query, or PRINT.
  case rows(QueryStream)
  case printed(any PrintStream)
  /// The answers of a script, one after another.
  case script([ExecutedStatement])

  /// The rows, if the statement gave some.
  package var stream: QueryStream? {
    if case .rows(let stream) = self { stream } else { nil }
  }
}

/// A change that was made and is durable.
package struct CommandOutcome: Sendable {
  /// `stream/`PAGES`/create`.
  package let commandID: String
  package let message: String
  /// The persistent query that the statement started or touched.
  package let queryID: String?
  /// Grows by one with each command.
  package let sequenceNumber: Int64

  package init(commandID: String, message: String, queryID: String?, sequenceNumber: Int64) {
    self.commandID = commandID
    self.message = message
    self.queryID = queryID
    self.sequenceNumber = sequenceNumber
  }
}

package struct SourceListing: Sendable {
  package let name: String
  package let isTable: Bool
  package let topic: String
  package let keyFormat: String
  package let valueFormat: String
  package let isWindowed: Bool

  package init(
    name: String, isTable: Bool, topic: String, keyFormat: String, valueFormat: String,
    isWindowed: Bool
  ) {
    self.name = name
    self.isTable = isTable
    self.topic = topic
    self.keyFormat = keyFormat
    self.valueFormat = valueFormat
    self.isWindowed = isWindowed
  }
}

package struct TopicListing: Sendable {
  package let name: String
  package let partitionCount: Int
  package let consumerCount: Int
  package let consumerGroupCount: Int

  package init(name: String, partitionCount: Int, consumerCount: Int, consumerGroupCount: Int) {
    self.name = name
    self.partitionCount = partitionCount
    self.consumerCount = consumerCount
    self.consumerGroupCount = consumerGroupCount
  }
}

package struct PropertyListing: Sendable {
  package let name: String
  /// `KSQL`, `EMBEDDED STREAMS` …
  package let scope: String
  package let value: String?
  /// `SERVER`, `SESSION` or empty for a default.
  package let override: String
  package let isEditable: Bool

  package init(name: String, scope: String, value: String?, override: String, isEditable: Bool) {
    self.name = name
    self.scope = scope
    self.value = value
    self.override = override
    self.isEditable = isEditable
  }
}

package struct FunctionListing: Sendable {
  package enum Kind: String, Sendable {
    case scalar = "SCALAR"
    case aggregate = "AGGREGATE"
    case table = "TABLE"
  }

  package let name: String
  package let kind: Kind
  package let category: String

  package init(name: String, kind: Kind, category: String) {
    self.name = name
    self.kind = kind
    self.category = category
  }
}

package struct FunctionDescription: Sendable {
  package struct Argument: Sendable {
    package let name: String
    package let type: String
    package let description: String
    package let isVariadic: Bool

    package init(name: String, type: String, description: String, isVariadic: Bool) {
      self.name = name
      self.type = type
      self.description = description
      self.isVariadic = isVariadic
    }
  }

  package struct Variation: Sendable {
    package let arguments: [Argument]
    package let returnType: String
    package let description: String

    package init(arguments: [Argument], returnType: String, description: String) {
      self.arguments = arguments
      self.returnType = returnType
      self.description = description
    }
  }

  package let name: String
  package let kind: FunctionListing.Kind
  package let description: String
  package let variations: [Variation]
  /// Calls with their results.
  package let examples: [(call: String, result: String)]

  package init(
    name: String, kind: FunctionListing.Kind, description: String, variations: [Variation],
    examples: [(call: String, result: String)]
  ) {
    self.name = name
    self.kind = kind
    self.description = description
    self.variations = variations
    self.examples = examples
  }
}
