// A reader's wish to be woken, and its end.

import Platform

/// A registered callback; ends with `cancel` or with the last reference to it.
package final class Subscription: Sendable {
  private let onCancel: @Sendable () -> Void

  package init(onCancel: @escaping @Sendable () -> Void) { self.onCancel = onCancel }

  deinit { onCancel() }

  /// Ends it; calling it twice is harmless. A callback that already runs may still finish.
  package func cancel() { onCancel() }
}
