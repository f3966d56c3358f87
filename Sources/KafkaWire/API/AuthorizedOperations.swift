/// Bit fields of operations by their codes, answered when a request asks for them: bit 3 read,
/// 4 write, 5 create, 6 delete, 7 alter, 8 describe, 9 cluster action, 10 and 11 describe and alter
/// configurations, 12 idempotent write.
package enum AuthorizedOperations {
  /// Nobody asked. Some clients fail on it when they did ask.
  package static let absent = Int32.min
  /// All that exist for a topic: read, write, create, delete, alter, describe, configurations.
  package static let topic: Int32 = 0x0DF8
  /// All that exist for a group: read, delete, describe, configurations.
  package static let group: Int32 = 0x0D48
  /// All that exist for the cluster: create, alter, describe, cluster action, configurations,
  /// idempotent write.
  package static let cluster: Int32 = 0x1FA0
}
