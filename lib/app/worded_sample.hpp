#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "config/config.hpp"
#include "json/value.hpp"
#include "model/new_sample.hpp"

namespace ceilometer::app {

/// A sample as an operator words it on a command line.
struct WordedSample {
  std::string meter;
  std::string type = "gauge";
  std::optional<std::string> unit;
  std::string volume = "1";
  std::string resource_id;
  std::optional<std::string> user_id;
  std::optional<std::string> project_id;
  std::string timestamp;  ///< ISO 8601; "": now
  std::string metadata;   ///< a dict as JSON or as Python spells it; "": none
};

/// The same, checked.
struct ReadSample {
  WordedSample words;
  double volume = 0;
  IsoTime timestamp;
  json::Value metadata;  ///< an object
};

/// The error is one sentence that names the option of ceilometer-send-sample.
Result<ReadSample> read(const WordedSample& words);

/// As the original's command had it published: signed, of the source [DEFAULT] sample_source.
model::NewSample to_stored(const ReadSample& sample, const config::Config& config);

/// The body of POST /v2/meters/METER: nested metadata as "a.b", values as text, as that API takes them.
std::string to_body(const ReadSample& sample);

/// What the API's URL is to which that body is posted, below `base` ("http://controller:8777").
std::string post_url(const std::string& base, const ReadSample& sample);

}  // namespace ceilometer::app
