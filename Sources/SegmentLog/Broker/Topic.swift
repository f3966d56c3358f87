// A topic in memory.

/// A topic and its partitions.
struct Topic {
  var description: TopicDescription
  var partitions: [Partition]
}
