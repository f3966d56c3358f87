// A stored value that takes no part in equality: two trees are the same when they say the same,
// wherever and however they were written. Nodes keep their spans in it and let the compiler derive
// `Hashable` for the rest.

/// Wraps a value that equality and hashing pass over.
@propertyWrapper
package struct Incidental<Value: Sendable>: Hashable, Sendable {
  package var wrappedValue: Value

  package init(wrappedValue: Value) { self.wrappedValue = wrappedValue }

  package static func == (left: Self, right: Self) -> Bool { true }

  package func hash(into hasher: inout Hasher) {}
}
