// A setting as Kafka's clients see it: a name, a value, and where the value comes from.

import KafkaWire

/// What the text of a value means; the raw values are Kafka's numbers.
enum SettingType: Int8 {
  case boolean = 1
  case string = 2
  case int = 3
  case long = 5
  case double = 6
  case list = 7
}

/// Where a value comes from; the raw values are Kafka's numbers.
enum SettingSource: Int8 {
  case topic = 1
  /// What the node was started with.
  case node = 4
  case standard = 5
}

struct DescribedSetting {
  /// A place where the value is looked for.
  struct Synonym {
    var name: String
    var value: String
    var source: SettingSource
  }

  var name: String
  var value: String
  var type: SettingType
  var source: SettingSource
  var isReadOnly: Bool
  var summary: String
  /// In the order in which they count.
  var synonyms: [Synonym]
}

extension DescribeConfigsResponse.Config {
  init(_ setting: DescribedSetting, for request: DescribeConfigsRequest) {
    self.init()
    name = setting.name
    value = setting.value
    readOnly = setting.isReadOnly
    isDefault = setting.source == .standard
    configSource = setting.source.rawValue
    configType = setting.type.rawValue
    if request.includeDocumentation { documentation = setting.summary }
    if request.includeSynonyms {
      synonyms = setting.synonyms.map { synonym in
        .with {
          $0.name = synonym.name
          $0.value = synonym.value
          $0.source = synonym.source.rawValue
        }
      }
    }
  }
}
