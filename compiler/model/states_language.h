// The Amazon States Language: where a state machine names its states, and which fields belong to which query language.
// What else its fields are is in schemas/overlay/schemas/state-machine.yaml.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace virga {

// Fields of a state, and lists of a state whose items have a Next, that name a state of the same machine; a machine
// itself has StartAt. https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
inline constexpr std::array<std::string_view, 2> kNextStateFields = {"Next", "Default"};
inline constexpr std::array<std::string_view, 2> kNextStateLists = {"Choices", "Catch"};

enum class QueryLanguage : std::uint8_t { JsonPath, Jsonata, Unknown };

// "JSONPath" or "JSONata".
inline QueryLanguage query_language(std::string_view name) {
  if (name == "JSONata") return QueryLanguage::Jsonata;
  return name == "JSONPath" ? QueryLanguage::JsonPath : QueryLanguage::Unknown;
}

// https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
inline constexpr std::array<std::string_view, 18> kPathFields = {"InputPath",
                                                                 "OutputPath",
                                                                 "Parameters",
                                                                 "ResultPath",
                                                                 "ResultSelector",
                                                                 "ItemsPath",
                                                                 "SecondsPath",
                                                                 "TimestampPath",
                                                                 "CausePath",
                                                                 "ErrorPath",
                                                                 "TimeoutSecondsPath",
                                                                 "HeartbeatSecondsPath",
                                                                 "MaxConcurrencyPath",
                                                                 "Variable",
                                                                 "CredentialsPath",
                                                                 "MaxItemsPath",
                                                                 "ToleratedFailureCountPath",
                                                                 "ToleratedFailurePercentagePath"};
inline constexpr std::array<std::string_view, 4> kQueryFields = {"Arguments", "Output", "Condition", "Items"};

// Whether a state of this language cannot have the field.
inline bool is_of_other_language(std::string_view field, QueryLanguage language) {
  const auto has = [&](const auto& fields) { return std::find(fields.begin(), fields.end(), field) != fields.end(); };
  return (language == QueryLanguage::Jsonata && has(kPathFields)) ||
         (language == QueryLanguage::JsonPath && has(kQueryFields));
}

}  // namespace virga
