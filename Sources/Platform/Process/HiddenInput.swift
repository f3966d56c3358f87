// Passwords that are typed: the terminal does not show them, and is as it was afterwards, also when
// the user interrupts or the process is told to leave.

import Glibc

extension Terminal {
  /// Asks at the terminal and reads a line that is not shown, without its end; nil when there is
  /// none because of an interrupt or the end of the input. Standard input must be a terminal.
  package static func hiddenLine(prompt: String) -> [UInt8]? {
    Signals.countInterrupts()
    Signals.noticeTermination()
    var before = termios()
    guard tcgetattr(input, &before) == 0 else { return nil }
    var hidden = before
    hidden.c_lflag &= ~tcflag_t(ECHO)
    // Flushing keeps what was typed too early from becoming part of a password.
    tcsetattr(input, TCSAFLUSH, &hidden)
    let question = StreamWriter(error)
    question.write(prompt)
    question.flush()
    let reader = StreamReader(input)
    var line: [UInt8] = []
    while !line.contains(0x0A), Signals.waitForInput(input) {
      let bytes = reader.read(atMost: 1024)
      if bytes.isEmpty { break }
      line += bytes
    }
    tcsetattr(input, TCSAFLUSH, &before)
    question.write("\n")
    question.flush()
    guard let end = line.firstIndex(of: 0x0A), !Signals.isInterrupted else { return nil }
    return Array(line[..<end])
  }
}
