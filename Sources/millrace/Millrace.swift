// The executable: one subcommand a file, each of which only reads its options and wires things up.

import ArgumentParser
import Platform

@main
struct Millrace: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "millrace",
    abstract: "A streaming SQL database in one binary.",
    version: Version.text,
    subcommands: [
      ServerCommand.self, ShellCommand.self, RunCommand.self, ProduceCommand.self,
      ConsumeCommand.self,
      UsersCommand.self, AclsCommand.self, TestCommand.self, BenchCommand.self, VersionCommand.self,
    ])
}

/// What this program calls itself.
enum Version {
  static let text = "0.1.0"
}

struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "Shows the version of this program.")

  func run() { print("millrace \(Version.text)") }
}
