import ArgumentParser
import Platform
import SQLTesting

struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Runs SQL test files.")

  @Argument(help: ArgumentHelp("Test files and folders of them.", valueName: "path"))
  var paths: [String]

  @Option(
    help: ArgumentHelp(
      "Circumstances: \(Lens.all.map(\.name).joined(separator: ", ")).", valueName: "lens"))
  var lens = Lens.single.name

  @Option(help: ArgumentHelp("How results are reported: text or json.", valueName: "style"))
  var report = "text"

  func validate() throws {
    guard Lens.named(lens) != nil else { throw ValidationError("there is no lens '\(lens)'") }
    guard ["text", "json"].contains(report) else {
      throw ValidationError("--report is text or json")
    }
  }

  func run() throws {
    let out = StreamWriter(Terminal.output)
    let summary = TestRunner.run(
      paths: paths, lens: Lens.named(lens) ?? .single, report: report == "json" ? .json : .text
    ) { line in
      out.write(line + "\n")
      out.flush()
    }
    if summary.failed > 0 || summary.all == 0 { throw ExitCode(1) }
  }
}
