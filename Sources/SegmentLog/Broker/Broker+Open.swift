// Opening a data folder: lock, topics, journal, partitions; and after an unclean stop, deciding what
// became of the transactions that were under way.
//
// A decision in the journal stands if what it rests on is there: each of its ranges, found by the
// scan as this producer's batches from first to end, and each of its inputs below the end of its
// log. One that does not stand is taken back, and with it the later decisions of the same producer
// and those that read what it had written. A decision that was written after its data was synced
// stands in any case. A client's transaction that was open goes on, unless the machine itself may have
// stopped: then records that were acknowledged may be missing, so it is aborted and its producer
// fenced. The order of the steps makes a crash in the midst of them harmless: what is
// taken back is in the journal, durably, before any log is changed.

package import Platform

extension Broker {
  /// Opens a data folder, creating it if there is none.
  package static func open(
    _ settings: BrokerSettings, fileSystem: any FileSystem = PosixFileSystem(),
    time: any TimeSource = SystemTimeSource(), random: any RandomSource = SystemRandomSource()
  ) throws(LogError) -> Broker {
    let folderLock = try DataFolder.lock(settings.folder, holder: settings.holder, fileSystem)
    do throws(LogError) {
      let folder = try DataFolder.open(settings.folder, fileSystem, random)
      let environment = LogEnvironment(
        fileSystem: fileSystem, time: time, random: random,
        openFiles: OpenFiles(countMax: settings.openFilesMax), settings: settings)
      return try open(folder, environment, folderLock)
    } catch {
      folderLock.release()
      throw error
    }
  }

  private static func open(
    _ folder: DataFolder, _ environment: LogEnvironment, _ folderLock: any FileLock
  ) throws(LogError) -> Broker {
    try clean(folder, environment.fileSystem)
    let topics = try readTopics(folder, environment)
    let partitions = topics.flatMap(\.partitions)
    let (entries, number) = try Journal.entries(in: folder.journal, environment.fileSystem)
    var state = JournalState()
    for entry in entries { state.apply(entry) }
    let isClean = state.isClean || (entries.isEmpty && partitions.isEmpty)
    let boot = DataFolder.boot(environment.fileSystem)
    var report = RecoveryReport()
    report.wasClean = isClean
    var open: [Int64: [ProducerSession.Range]] = [:]
    if isClean {
      for partition in partitions {
        try load(partition, state, isClean: true, &report)
      }
    } else {
      var recovery = LogRecovery(
        partitions: partitions, entries: entries, isSameBoot: boot != nil && boot == state.boot,
        report: report)
      state = try recovery.run(folder, environment, number)
      open = recovery.open
      report = recovery.report
    }
    if let boot { state.apply(.boot(boot)) }
    let journal = try Journal.begin(
      in: folder.journal, environment.fileSystem, after: number, state: state, decisions: [],
      final: .opened)
    let clients = state.transactions.mapValues { record in
      ProducerSession(record: record, ranges: open[record.producer.identifier] ?? [])
    }
    return Broker(
      environment: environment, folder: folder, journal: journal, folderLock: folderLock,
      topics: topics, clients: clients, recovery: report)
  }

  /// Removes what interrupted work left.
  private static func clean(_ folder: DataFolder, _ fileSystem: any FileSystem) throws(LogError) {
    try LogError.converting("cleaning the data folder") { () throws(FileError) in
      for directory in [folder.staging, folder.deleted] {
        for name in try fileSystem.list(directory) {
          try fileSystem.removeDirectory(directory + "/" + name)
        }
      }
    }
  }

  private static func readTopics(
    _ folder: DataFolder, _ environment: LogEnvironment
  )
    throws(LogError) -> [Topic]
  {
    let names = try LogError.converting("reading the topics") { () throws(FileError) in
      try environment.fileSystem.list(folder.topics)
    }
    var topics: [Topic] = []
    for name in names {
      let path = folder.topic(name) + "/" + TopicFile.name
      let bytes = try LogError.converting("reading topic \(name)") { () throws(FileError) in
        try environment.fileSystem.contents(of: path)
      }
      let description = try TopicFile.parse(
        String(decoding: bytes, as: UTF8.self), topic: name, path: path)
      // A folder may be missing when the power failed right after the topic was created.
      try LogError.converting("opening topic \(name)") { () throws(FileError) in
        for partition in 0..<description.configuration.partitionCount {
          try environment.fileSystem.createDirectory("\(folder.topic(name))/\(partition)")
        }
      }
      topics.append(
        Topic(
          description: description,
          partitions: makePartitions(description, in: folder.topic(name), environment)))
    }
    return topics
  }

  /// Loads one partition; damage makes the partition unusable, not the broker.
  @discardableResult
  static func load(
    _ partition: Partition, _ state: JournalState, isClean: Bool, _ report: inout RecoveryReport
  ) throws(LogError) -> ScannedTransactions {
    let scanned = try partition.load(
      state.checkpoints[partition.key] ?? PartitionCheckpoint(),
      aborted: state.aborted[partition.key] ?? [],
      producers: state.idempotence[partition.key], isClean: isClean)
    if let failure = partition.state.withLock({ partition.failure }) {
      report.failures.append("\(partition.name): \(failure.sentence)")
    }
    return scanned
  }
}
