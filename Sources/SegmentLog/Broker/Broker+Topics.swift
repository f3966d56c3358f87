// Creating, changing and deleting topics. A topic is made in the staging folder and appears under
// its name by one rename; it disappears by one rename into the deleted folder. It is put into the
// tables only when its partitions are loaded: whoever finds a topic can use it at once.
//
// One change at a time: `changing` is held from the first look at the name to the last file.

import Platform

extension Broker {
  @discardableResult
  package func createTopic(
    _ name: String, _ configuration: TopicConfiguration
  ) throws(LogError)
    -> TopicDescription
  {
    try TopicName.check(name)
    try configuration.validate()
    changing.lock()
    defer { changing.unlock() }
    guard describe(name) == nil else { throw Self.exists(name) }
    let (high, low) = environment.random.uuid()
    let description = TopicDescription(
      name: name, identifier: TopicIdentifier(high: high, low: low), configuration: configuration)
    let staging = folder.staging + "/" + description.identifier.description
    let topic = Topic(
      description: description, partitions: makePartitions(description, in: folder.topic(name)))
    do throws(LogError) {
      try LogError.converting("creating topic \(name)") { () throws(FileError) in
        try write(description, to: staging)
        try environment.fileSystem.rename(staging, to: folder.topic(name))
        try environment.fileSystem.syncDirectory(folder.topics)
      }
      for partition in topic.partitions {
        _ = try partition.load(PartitionCheckpoint(), aborted: [], isClean: true)
      }
    } catch {
      // Nobody was told of it. What cannot be removed now is a whole, empty topic at the next start.
      for path in [staging, folder.topic(name)] {
        try? environment.fileSystem.removeDirectory(path)
      }
      throw error
    }
    insert(topic)
    return description
  }

  /// Writes a new topic's folders and file.
  private func write(_ topic: TopicDescription, to path: String) throws(FileError) {
    let files = environment.fileSystem
    for partition in 0..<topic.configuration.partitionCount {
      try files.createDirectory("\(path)/\(partition)")
    }
    try files.replace(path + "/" + TopicFile.name, with: Array(TopicFile.text(topic).utf8))
  }

  private static func exists(_ name: String) -> LogError {
    LogError(.topicExists, "topic \(name) exists already; choose another name, or delete it first")
  }

  /// The partitions of a topic, not yet loaded.
  func makePartitions(_ topic: TopicDescription, in path: String) -> [Partition] {
    Self.makePartitions(topic, in: path, environment)
  }

  static func makePartitions(
    _ topic: TopicDescription, in path: String, _ environment: LogEnvironment
  ) -> [Partition] {
    (0..<topic.configuration.partitionCount).map { number in
      Partition(
        name: TopicPartition(topic.name, number),
        key: PartitionKey(topic: topic.identifier, partition: Int32(number)),
        folder: "\(path)/\(number)", configuration: topic.configuration, environment: environment)
    }
  }

  package func deleteTopic(_ name: String) throws(LogError) {
    var removed: Topic?
    // Readers that wait find out, also when the files are still in the way.
    defer { for partition in removed?.partitions ?? [] { partition.listeners.wake() } }
    changing.lock()
    defer { changing.unlock() }
    let topic = try take(name)
    removed = topic
    let error = LogError(.unknownTopic, "topic \(name) was deleted; create it again to go on")
    for partition in topic.partitions { partition.close(because: error) }
    let grave = folder.deleted + "/" + topic.description.identifier.description
    try LogError.converting("deleting topic \(name)") { () throws(FileError) in
      try environment.fileSystem.rename(folder.topic(name), to: grave)
      try environment.fileSystem.syncDirectory(folder.topics)
    }
    try journal.append([.deleted(topic.description.identifier)])
    try LogError.converting("deleting topic \(name)") { () throws(FileError) in
      try environment.fileSystem.removeDirectory(grave)
    }
  }

  package func alterTopic(_ name: String, _ configuration: TopicConfiguration) throws(LogError) {
    try configuration.validate()
    changing.lock()
    defer { changing.unlock() }
    var topic = try topic(name)
    let before = topic.description.configuration.partitionCount
    guard configuration.partitionCount >= before else {
      throw LogError(
        .invalidConfiguration,
        "topic \(name) has \(before) partitions and cannot shrink to "
          + "\(configuration.partitionCount); create another topic and copy it")
    }
    topic.description.configuration = configuration
    let path = folder.topic(name)
    try LogError.converting("changing topic \(name)") { () throws(FileError) in
      for partition in before..<configuration.partitionCount {
        try environment.fileSystem.createDirectory("\(path)/\(partition)")
      }
      try environment.fileSystem.replace(
        path + "/" + TopicFile.name, with: Array(TopicFile.text(topic.description).utf8))
    }
    for partition in topic.partitions { partition.configure(configuration) }
    let added = makePartitions(topic.description, in: path).dropFirst(before)
    for partition in added {
      _ = try partition.load(PartitionCheckpoint(), aborted: [], isClean: true)
    }
    topic.partitions += added
    replace(topic)
  }

  package func topics() -> [TopicDescription] {
    allTopics.map(\.description).sorted { $0.name < $1.name }
  }

  package func describe(_ name: String) -> TopicDescription? {
    (try? topic(name))?.description
  }
}
