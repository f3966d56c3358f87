// IncrementalAlterConfigs: single settings of topics change, all others stay.

import KafkaWire

enum IncrementalAlterConfigsHandler: DirectHandler {
  static func response(
    to request: IncrementalAlterConfigsRequest, _ call: Call
  ) -> IncrementalAlterConfigsResponse {
    .with {
      $0.responses = SettingsAlteration.responses(
        request.resources.map { ($0.resourceType, $0.resourceName) },
        isTrial: request.validateOnly, replacesAll: false, call
      ) { index throws(Refusal) in
        try request.resources[index].configs.map { config throws(Refusal) in
          let change = try SettingChange(
            operation: config.configOperation, config.value, of: config.name)
          return (config.name, change)
        }
      }
    }
  }
}
