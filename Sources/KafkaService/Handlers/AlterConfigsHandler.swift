// AlterConfigs: a topic has the settings that are named, all others go back to their defaults.

import KafkaWire

enum AlterConfigsHandler: DirectHandler {
  static func response(to request: AlterConfigsRequest, _ call: Call) -> AlterConfigsResponse {
    .with {
      $0.responses = SettingsAlteration.responses(
        request.resources.map { ($0.resourceType, $0.resourceName) },
        isTrial: request.validateOnly, replacesAll: true, call
      ) { index throws(Refusal) in
        try request.resources[index].configs.map { config throws(Refusal) in
          (config.name, try SettingChange(operation: 0, config.value, of: config.name))
        }
      }
    }
  }
}
