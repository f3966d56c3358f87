// Memory of buffers that double. Large blocks are mappings of their own, and growing one moves its
// pages to a larger range of addresses: nothing is copied, and no page is touched that was not in
// use. Doubling a buffer of 8 MB by hand costs 5 ms, this way a few microseconds. The C library does
// the same, but only above a size that rises with what the process frees.
//
// Safe because a block's size is its caller's to keep, and the caller is the only owner.

import CIntrinsics
import Glibc

/// A block of bytes that grows and belongs to whoever made it; aligned to 16.
package struct GrowingMemory {
  package private(set) var base: UnsafeMutableRawPointer
  package private(set) var byteCount: Int

  /// Blocks from this size on are mappings.
  private static let mappedBytesMin = 512 << 10

  /// Makes a block of no defined content.
  package init(_ byteCount: Int) {
    self.byteCount = max(byteCount, 1)
    base = Self.allocate(self.byteCount)
  }

  /// Makes the block larger: its content stays, its address may change.
  package mutating func grow(to byteCount: Int) {
    guard byteCount > self.byteCount else { return }
    if self.byteCount >= Self.mappedBytesMin {
      base = Self.checked(millrace_move_mapping(base, self.byteCount, byteCount))
    } else if byteCount < Self.mappedBytesMin {
      base = Self.checked(realloc(base, byteCount))
    } else {
      let mapped = Self.allocate(byteCount)
      mapped.copyMemory(from: base, byteCount: self.byteCount)
      Glibc.free(base)
      base = mapped
    }
    self.byteCount = byteCount
  }

  /// Gives the block back; it must not be used again.
  package func free() {
    if byteCount >= Self.mappedBytesMin { munmap(base, byteCount) } else { Glibc.free(base) }
  }

  private static func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
    guard byteCount >= mappedBytesMin else { return checked(malloc(byteCount)) }
    let mapped = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    return checked(mapped == MAP_FAILED ? nil : mapped)
  }

  private static func checked(_ block: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer {
    guard let block else { preconditionFailure("out of memory") }
    return block
  }
}
