// `millrace acls`: what users may do, in the words of Kafka's own command for it.

import Access
import ArgumentParser
import Engine
import Platform

struct AclsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "acls", abstract: "Adds, lists and removes access rules of a data folder.",
    discussion: """
      Options are those of kafka-acls.sh. Without a rule that allows it a user may do nothing; a \
      rule that denies wins over all that allow. Read, Write, Delete and Alter imply Describe. \
      Rules hold for Kafka's clients and for SQL over HTTP alike.

      The folder must not be open; 'list' works in any case.
      """,
    subcommands: [Add.self, List.self, Remove.self])

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Adds rules: every principal, host, operation and resource that is named.",
      discussion: """
        millrace acls add --allow-principal User:ann --operation Read --topic orders
        millrace acls add --allow-principal User:ann --producer --topic orders- \\
          --resource-pattern-type prefixed
        millrace acls add --allow-principal User:bob --consumer --topic orders --group billing
        """)

    @OptionGroup var resources: ResourceOptions
    @OptionGroup var subjects: SubjectOptions
    @OptionGroup var folder: DataOptions

    func run() throws {
      let bindings = try subjects.bindings(on: resources)
      try folder.withoutDatabase { access throws(AccessError) in try access.add(bindings) }
      AclText.show(bindings)
    }
  }

  struct Remove: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Removes rules: those that are named, or all about a resource.")

    @OptionGroup var resources: ResourceOptions
    @OptionGroup var subjects: SubjectOptions
    @OptionGroup var folder: DataOptions

    func run() throws {
      let filters =
        try subjects.areGiven
        ? subjects.bindings(on: resources).map(AclFilter.init(exactly:)) : resources.filters()
      let found = try folder.withoutDatabase { access throws(AccessError) in
        try access.remove(filters)
      }
      let removed = Set(found.joined()).sorted()
      guard !removed.isEmpty else { throw CommandFailure("there is no such rule") }
      AclText.show(removed)
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows the rules, of all resources or of those that are named.")

    @OptionGroup var resources: ResourceOptions

    @Option(
      help: ArgumentHelp("Only rules for this principal; repeatable.", valueName: "User:name"))
    var principal: [String] = []

    @OptionGroup var folder: DataOptions

    func run() throws {
      let rules = try folder.accessState().rules
      let filters = resources.areGiven ? try resources.filters(matching: true) : [AclFilter()]
      let principals = try principal.map { try AclText.principal($0) }
      let found = Set(filters.flatMap { rules.bindings(matching: $0) })
      AclText.show(
        found.filter { principals.isEmpty || principals.contains($0.principal) }.sorted())
    }
  }
}

/// The resources of a command.
struct ResourceOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Topic, or * for all; repeatable.", valueName: "name"))
  var topic: [String] = []

  @Option(help: ArgumentHelp("Consumer group, or *; repeatable.", valueName: "name"))
  var group: [String] = []

  @Option(help: ArgumentHelp("Transactional id, or *; repeatable.", valueName: "id"))
  var transactionalId: [String] = []

  @Flag(help: "The server itself.")
  var cluster = false

  @Option(
    help: ArgumentHelp(
      "literal, or prefixed: all resources whose names begin so.", valueName: "type"))
  var resourcePatternType = "literal"

  func validate() throws {
    guard ["literal", "prefixed"].contains(resourcePatternType) else {
      throw ValidationError("--resource-pattern-type is literal or prefixed")
    }
  }

  var areGiven: Bool {
    cluster || !topic.isEmpty || !group.isEmpty || !transactionalId.isEmpty
  }

  func patterns() throws -> [ResourcePattern] {
    let type = resourcePatternType == "prefixed" ? PatternType.prefixed : .literal
    let names =
      topic.map { (ResourceType.topic, $0) } + group.map { (.group, $0) }
      + transactionalId.map { (.transactionalID, $0) }
    do throws(AccessError) {
      let named = try names.map { kind, name throws(AccessError) in
        try ResourcePattern(kind, name, type)
      }
      return named + (cluster ? [try ResourcePattern(.cluster, Resource.cluster.name)] : [])
    } catch {
      throw CommandFailure(error.message)
    }
  }

  /// Filters of all rules about the resources: those of exactly these patterns, or all that hold for
  /// resources of these names.
  func filters(matching: Bool = false) throws -> [AclFilter] {
    guard areGiven else {
      throw CommandFailure("name a resource: --topic, --group, --transactional-id or --cluster")
    }
    return try patterns().map { pattern in
      var filter = AclFilter()
      filter.resourceType = pattern.type
      filter.resourceName = pattern.name
      filter.patternFilter =
        matching ? .match : pattern.patternType == .prefixed ? .prefixed : .literal
      return filter
    }
  }
}

/// Who may or must not do what.
struct SubjectOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Who may; User:* is everyone. Repeatable.", valueName: "User:name"))
  var allowPrincipal: [String] = []

  @Option(help: ArgumentHelp("Who must not. Repeatable.", valueName: "User:name"))
  var denyPrincipal: [String] = []

  @Option(help: ArgumentHelp("From where one may; all hosts by default.", valueName: "address"))
  var allowHost: [String] = []

  @Option(help: ArgumentHelp("From where one must not.", valueName: "address"))
  var denyHost: [String] = []

  @Option(
    help: ArgumentHelp(
      "Read, Write, Create, Delete, Alter, Describe, DescribeConfigs, AlterConfigs, ClusterAction, "
        + "IdempotentWrite or All. Repeatable; All when left out.", valueName: "operation"))
  var operation: [String] = []

  @Flag(help: "What a producer to the topics needs: Write, Describe, Create.")
  var producer = false

  @Flag(help: "What a consumer of the topics in the groups needs: Read, Describe; Read.")
  var consumer = false

  var areGiven: Bool { !allowPrincipal.isEmpty || !denyPrincipal.isEmpty }

  func bindings(on resources: ResourceOptions) throws -> [AclBinding] {
    guard areGiven else { throw CommandFailure("name a principal: --allow-principal User:name") }
    let patterns = try resources.patterns()
    guard !patterns.isEmpty else {
      throw CommandFailure("name a resource: --topic, --group, --transactional-id or --cluster")
    }
    var bindings: [AclBinding] = []
    for pattern in patterns {
      for operation in try operations(on: pattern.type) {
        guard pattern.type.operations.contains(OperationSet(operation)) || operation == .all else {
          throw CommandFailure(
            "\(operation.word) means nothing for a resource of type \(pattern.type.word)")
        }
        bindings += try rules(pattern, operation, .allow, allowPrincipal, allowHost)
        bindings += try rules(pattern, operation, .deny, denyPrincipal, denyHost)
      }
    }
    return bindings
  }

  private func rules(
    _ pattern: ResourcePattern, _ operation: AclOperation, _ permission: AclPermission,
    _ principals: [String], _ hosts: [String]
  ) throws -> [AclBinding] {
    try principals.flatMap { principal in
      try (hosts.isEmpty ? ["*"] : hosts).map { host in
        do throws(AccessError) {
          return AclBinding(
            pattern, try AclText.principal(principal), host: try ClientHost(rule: host), operation,
            permission)
        } catch {
          throw CommandFailure(error.message)
        }
      }
    }
  }

  private func operations(on type: ResourceType) throws -> [AclOperation] {
    if !producer && !consumer {
      return operation.isEmpty ? [.all] : try operation.map { try AclText.operation($0) }
    }
    guard operation.isEmpty else {
      throw CommandFailure("--producer and --consumer name the operations; leave out --operation")
    }
    switch type {
    case .topic:
      return (producer ? [.write, .describe, .create] : [])
        + (consumer ? (producer ? [.read] : [.read, .describe]) : [])
    case .group: return consumer ? [.read] : []
    case .transactionalID: return producer ? [.write, .describe] : []
    case .cluster: return producer ? [.idempotentWrite] : []
    }
  }
}

/// Rules as lines of text.
enum AclText {
  static func principal(_ text: String) throws(AccessError) -> Principal {
    try Principal(parsing: text.hasPrefix("User:") ? text : "User:" + text)
  }

  static func operation(_ text: String) throws -> AclOperation {
    guard
      let operation = AclOperation.allCases.first(where: {
        $0.word.lowercased() == text.lowercased()
      })
    else {
      let words = AclOperation.allCases.map(\.word).joined(separator: ", ")
      throw CommandFailure("there is no operation '\(text)'; there are: \(words)")
    }
    return operation
  }

  static func show(_ bindings: [AclBinding]) {
    let out = StreamWriter(Terminal.output)
    for binding in bindings {
      let (pattern, permission) = (binding.pattern, binding.permission == .allow ? "Allow" : "Deny")
      out.write(
        "\(pattern.type.word) \(pattern.patternType == .prefixed ? "prefixed" : "literal") "
          + "\(pattern.name)\t\(permission)\t\(binding.operation.word)\t\(binding.principal.text)\t"
          + "\(binding.host.text)\n")
    }
    out.flush()
  }
}
