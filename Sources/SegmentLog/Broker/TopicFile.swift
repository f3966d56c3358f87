// topic.properties: what a topic is, as lines of text, in the topic's folder.
//
//   version=1
//   id=<32 hexadecimal digits>
//   partitions=4
//   internal=false
//   retention.ms=604800000        (and the other settings by Kafka's names)
//   meta.<name>=<value>           (what the creator attached)
//
// In names and values, backslash, newline and the first '=' of a name are written as \\, \n, \e.

/// Reads and writes topic files.
enum TopicFile {
  static let name = "topic.properties"

  static func text(_ topic: TopicDescription) -> String {
    let configuration = topic.configuration
    var lines = [
      "version=1", "id=\(topic.identifier)", "partitions=\(configuration.partitionCount)",
      "internal=\(configuration.isInternal)",
    ]
    for (name, value) in configuration.properties { lines.append("\(name)=\(escape(value))") }
    for (name, value) in configuration.metadata.sorted(by: { $0.key < $1.key }) {
      lines.append("meta.\(escape(name))=\(escape(value))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  static func parse(
    _ text: String, topic name: String, path: String
  ) throws(LogError)
    -> TopicDescription
  {
    var configuration = TopicConfiguration()
    var identifier: TopicIdentifier?
    for line in text.split(separator: "\n") {
      guard let equals = line.firstIndex(of: "=") else { throw damaged(path, String(line)) }
      let key = String(line[..<equals])
      let value = unescape(line[line.index(after: equals)...])
      switch key {
      case "version":
        guard value == "1" else {
          throw LogError(
            .unsupportedVersion,
            "\(path) has version \(value), this program reads 1; use the program that wrote it",
            path: path)
        }
      case "id": identifier = TopicIdentifier(value)
      case "partitions":
        guard let count = Int(value), count > 0 else { throw damaged(path, String(line)) }
        configuration.partitionCount = count
      case "internal": configuration.isInternal = value == "true"
      default:
        if key.hasPrefix("meta.") {
          configuration.metadata[unescape(key.dropFirst(5))] = value
        } else if try !configuration.set(key, value) {
          throw damaged(path, String(line))
        }
      }
    }
    guard let identifier else { throw damaged(path, "no id") }
    return TopicDescription(name: name, identifier: identifier, configuration: configuration)
  }

  private static func damaged(_ path: String, _ what: String) -> LogError {
    LogError(
      .corrupt, "\(path) cannot be read: \(what); restore it from a copy", path: path)
  }

  private static func escape(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "=": result += "\\e"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  private static func unescape(_ text: some StringProtocol) -> String {
    var result = ""
    var isEscaped = false
    for character in text.unicodeScalars {
      if isEscaped {
        switch character {
        case "n": result += "\n"
        case "e": result += "="
        default: result.unicodeScalars.append(character)
        }
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        result.unicodeScalars.append(character)
      }
    }
    return result
  }
}
