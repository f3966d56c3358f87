// What topics can be set to, beside the meaning that the log gives to it: types, words, and Kafka's
// settings that have one possible meaning on a single node.
//
// Those are shown with that meaning and marked read-only. They take the value that is shown, and
// Kafka's default: a tool that describes a topic and sends everything back, or copies a topic of a
// cluster, gets what it asks for. Every other value is refused by name.
//
// A value counts as set for the topic when it differs from the default: the log keeps values, not
// who wrote them.

import KafkaWire
import SegmentLog

struct TopicSetting: Sendable {
  let name: String
  let type: SettingType
  /// The broker's setting that Kafka takes the topic's default from.
  let brokerName: String?
  let summary: String
  /// Nil for a setting that the log gives a meaning to.
  let onlyMeaning: OnlyMeaning?

  /// The one meaning of a setting on a single node.
  struct OnlyMeaning: Sendable {
    let value: String
    /// Other values that ask for nothing else.
    let alsoTaken: [String]
    /// Why there is no other.
    let reason: String
    /// Settings of old brokers are taken and not shown.
    let isShown: Bool
  }

  static func honoured(
    _ name: String, _ type: SettingType, broker brokerName: String, _ summary: String
  ) -> TopicSetting {
    TopicSetting(
      name: name, type: type, brokerName: brokerName, summary: summary, onlyMeaning: nil)
  }

  static func fixed(
    _ name: String, _ type: SettingType, _ value: String, alsoTaken: [String] = [],
    isShown: Bool = true, because reason: String
  ) -> TopicSetting {
    TopicSetting(
      name: name, type: type, brokerName: nil, summary: "Fixed: \(reason).",
      onlyMeaning: OnlyMeaning(
        value: value, alsoTaken: alsoTaken, reason: reason, isShown: isShown))
  }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// The setting of this name; fails when there is none.
  static func named(_ name: String) throws(Refusal) -> TopicSetting {
    guard let found = byName[name] else {
      throw Refusal(.invalidConfig, "there is no topic setting '\(name)'")
    }
    return found
  }
}

extension TopicConfiguration {
  /// All settings that clients are shown, by name.
  var described: [DescribedSetting] {
    let present = Dictionary(uniqueKeysWithValues: properties.map { ($0.name, $0.value) })
    let standard = Self.standard
    return TopicSetting.all.compactMap { setting in
      if let only = setting.onlyMeaning {
        guard only.isShown else { return nil }
        return DescribedSetting(
          name: setting.name, value: only.value, type: setting.type, source: .standard,
          isReadOnly: true, summary: setting.summary,
          synonyms: [.init(name: setting.name, value: only.value, source: .standard)])
      }
      let value = present[setting.name] ?? ""
      let initial = standard[setting.name] ?? ""
      var synonyms = [
        DescribedSetting.Synonym(
          name: setting.brokerName ?? setting.name, value: initial, source: .standard)
      ]
      if value != initial {
        synonyms.insert(.init(name: setting.name, value: value, source: .topic), at: 0)
      }
      return DescribedSetting(
        name: setting.name, value: value, type: setting.type,
        source: value == initial ? .standard : .topic, isReadOnly: false,
        summary: setting.summary, synonyms: synonyms)
    }
  }

  /// The defaults by name.
  static let standard = Dictionary(
    uniqueKeysWithValues: TopicConfiguration().properties.map { ($0.name, $0.value) })

  /// The same topic with all settings at their defaults.
  var withDefaults: TopicConfiguration {
    var result = TopicConfiguration(partitionCount: partitionCount)
    result.isInternal = isInternal
    result.metadata = metadata
    return result
  }
}
