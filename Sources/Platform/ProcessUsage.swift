// What this process has used so far.

import Glibc

/// Processor time and memory of the process.
package struct ProcessUsage: Sendable {
  /// User and system time of all threads.
  package let cpuSeconds: Double
  /// Resident memory now.
  package let residentBytes: Int

  package static func now() -> ProcessUsage {
    var usage = rusage()
    getrusage(0, &usage)  // 0 = RUSAGE_SELF
    func seconds(_ t: timeval) -> Double { Double(t.tv_sec) + Double(t.tv_usec) / 1e6 }
    return ProcessUsage(
      cpuSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
      residentBytes: residentPages() * Int(sysconf(Int32(_SC_PAGESIZE))))
  }

  /// The second number of /proc/self/statm; 0 where there is no such file.
  private static func residentPages() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, 128, file) != nil else { return 0 }
    let text = String(
      decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let parts = text.split(separator: " ")
    return parts.count > 1 ? Int(parts[1]) ?? 0 : 0
  }
}
