// The prefetch instruction, which has no name in Swift. Tables that probe many keys ask for all
// their cache lines first: half the time of a batch of look-ups in a table of 100 000 keys.

// Public, because an inlinable function may name nothing less; it stays within the package.
public import CIntrinsics

/// Asks for the cache line of an address that will soon be read and written. It may be any
/// address; one that is not mapped does nothing.
@inlinable @inline(__always)
package func prefetch(_ address: UnsafeRawPointer) { millrace_prefetch(address) }
