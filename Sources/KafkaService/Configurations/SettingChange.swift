// One change to a setting of a topic, as requests ask for it.

import KafkaWire
import SegmentLog

enum SettingChange {
  case set(String)
  /// Back to the default.
  case delete
  /// For lists.
  case append(String)
  case subtract(String)

  /// Reads Kafka's number of an operation with its value.
  init(operation: Int8, _ value: String?, of name: String) throws(Refusal) {
    if operation == 1 {
      self = .delete
      return
    }
    guard let value else {
      throw Refusal(.invalidRequest, "\(name) is to be changed, and there is no value")
    }
    switch operation {
    case 0: self = .set(value)
    case 2: self = .append(value)
    case 3: self = .subtract(value)
    default: throw Refusal(.invalidRequest, "there is no operation \(operation) on settings")
    }
  }
}

extension TopicConfiguration {
  /// Makes one change. Fails with the name of the setting.
  mutating func apply(_ change: SettingChange, to name: String) throws(Refusal) {
    let setting = try TopicSetting.named(name)
    let value = try wanted(change, of: setting)
    if let only = setting.onlyMeaning {
      guard value == only.value || only.alsoTaken.contains(value) else {
        throw Refusal(
          .invalidConfig,
          "\(name) cannot be '\(value)', it is always '\(only.value)': \(only.reason)")
      }
      return
    }
    let isKnown = try refusing { () throws(LogError) in try set(name, value) }
    guard isKnown else {
      throw Refusal(.invalidConfig, "there is no topic setting '\(name)'")
    }
  }

  /// The value that a change leads to.
  private func wanted(
    _ change: SettingChange, of setting: TopicSetting
  ) throws(Refusal) -> String {
    switch change {
    case .set(let value): return value
    case .delete: return setting.onlyMeaning?.value ?? Self.standard[setting.name] ?? ""
    case .append(let value):
      let present = try list(setting)
      return (present + Self.words(value).filter { !present.contains($0) })
        .joined(separator: ",")
    case .subtract(let value):
      let gone = Self.words(value)
      return try list(setting).filter { !gone.contains($0) }.joined(separator: ",")
    }
  }

  /// The present value of a list.
  private func list(_ setting: TopicSetting) throws(Refusal) -> [String] {
    guard setting.type == .list else {
      throw Refusal(
        .invalidConfig, "\(setting.name) is not a list, so nothing can be added or taken away")
    }
    return Self.words(properties.first { $0.name == setting.name }?.value ?? "")
  }

  private static func words(_ text: String) -> [String] {
    text.split(separator: ",").map { String($0.filter { $0 != " " }) }
  }
}
