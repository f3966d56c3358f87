// Concatenation of texts or bytes, shared by `+`, `||` and CONCAT. NULLs are skipped.

import Values

enum ConcatKernels {
  /// The rows of `parts` one behind the other.
  static func concat(_ parts: [Column], type: SQLType, count: Int) -> KernelResult {
    let vectors = parts.map { TextVector($0) }
    var output = TextOutput(
      count: count, bytes: vectors.reduce(0) { $0 + $1.byteCount(count) })
    if vectors.count == 2 {
      let (a, b) = (vectors[0], vectors[1])
      for row in 0..<count {
        if a.isValid(row) { output.append(a.start(row), a.count(row)) }
        if b.isValid(row) { output.append(b.start(row), b.count(row)) }
        output.endRow()
      }
    } else {
      for row in 0..<count {
        for part in vectors where part.isValid(row) {
          output.append(part.start(row), part.count(row))
        }
        output.endRow()
      }
    }
    return KernelResult(output.finish(type), errors: output.errors)
  }
}
