#include "api/v2/post_samples.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "api/binding.hpp"
#include "api/rbac.hpp"
#include "api/rendering/result.hpp"
#include "api/v2/nesting.hpp"
#include "api/v2/posted_sample.hpp"
#include "api/v2/sample_fields.hpp"
#include "base/api_error.hpp"
#include "base/messages.hpp"
#include "base/strings.hpp"
#include "base/uuid.hpp"
#include "notify/message.hpp"

namespace ceilometer::api::v2 {

namespace {

constexpr std::array<std::string_view, 3> kTypes = {"gauge", "delta", "cumulative"};

std::string_view or_none(const std::optional<std::string>& text) { return text ? std::string_view(*text) : "None"; }
std::string_view or_none(const PostedText& text) { return text.value ? std::string_view(*text.value) : "None"; }

std::optional<std::string> given_or(PostedText& text, std::optional<std::string_view> fallback) {
  if (text.is_given()) return text.take();
  return fallback ? std::optional(std::string(*fallback)) : std::nullopt;
}

/// What is made of a sample's metadata, once for all samples of a request that have the same.
struct Metadata {
  std::string echo;    ///< in the answer's media type
  std::string stored;  ///< nested, as json.dumps writes it
  notify::PairsToSign pairs;
};

class KnownMetadata {
 public:
  KnownMetadata(const notify::Signer& signer, bool wants_xml) : signer_(signer), wants_xml_(wants_xml) {}

  const Metadata& of(const TextMap& flat) {
    std::string json = JsonRecord::render_map(flat);
    const auto known = known_.find(json);
    if (known != known_.end()) return known->second;
    const json::Value nested = restore_nesting(flat);
    Metadata metadata{wants_xml_ ? XmlRecord::render_map(flat) : json, json::dumps(nested),
                      signer_.metadata_pairs(nested)};
    return known_.emplace(std::move(json), std::move(metadata)).first->second;
  }

 private:
  const notify::Signer& signer_;
  const bool wants_xml_;
  std::unordered_map<std::string, Metadata> known_;
};

/// A posted sample with what the caller's request fills in.
struct Accepted {
  model::NewSample sample;
  const Metadata* metadata = nullptr;
};

class Acceptance {
 public:
  Acceptance(const Context& context, std::string_view meter, bool direct)
      : settings_(*context.settings),
        takes_ids_(direct && settings_.takes_message_ids),
        meter_(meter),
        only_project_(limited_to_project(context)),
        user_(context.request.headers.get("X-User-Id")),
        project_(context.request.headers.get("X-Project-Id")),
        now_(utc_now()),
        metadata_(settings_.signer, context.wants_xml()) {}

  /// Takes what it needs of the sample's texts.
  Accepted accept(PostedSample& posted) {
    check(posted);
    Accepted a;
    auto& s = a.sample;
    s.user_id = given_or(posted.user_id, user_);
    s.project_id = given_or(posted.project_id, project_);
    if (only_project_ && s.project_id != only_project_) {
      throw ApiError(400, invalid_input("project_id", or_none(s.project_id), "can not post samples to other projects"));
    }
    s.source = or_none(s.project_id);
    s.source += ':';
    s.source += posted.source.is_given() ? *posted.source.value : settings_.sample_source;
    s.once = posted.message_id.is_given();
    s.message_id = s.once ? *posted.message_id.take() : ids_.next();
    s.meter = *posted.counter_name.take();
    s.type = *posted.counter_type.take();
    s.unit = posted.counter_unit.take();
    s.volume = posted.counter_volume;
    s.resource_id = *posted.resource_id.take();
    const PostedTime timestamp = posted.timestamp.value_or(PostedTime{now_, std::nullopt});
    s.timestamp = timestamp.utc();
    s.utc_offset = timestamp.offset;
    a.metadata = &metadata_.of(posted.take_metadata());
    s.resource_metadata = a.metadata->stored;
    s.message_signature = settings_.signer.sign(s, a.metadata->pairs);
    return a;
  }

 private:
  void check(const PostedSample& s) const {
    if (!s.counter_name.value || *s.counter_name.value != meter_) {
      throw ApiError(400, invalid_input("counter_name", or_none(s.counter_name), sentence("should be {0}", meter_)));
    }
    // What is tried again has the same time: without one it would be another sample.
    if (s.message_id.is_given() && !(takes_ids_ && s.timestamp)) {
      throw ApiError(400, invalid_input("message_id", *s.message_id.value, "The message_id must not be set"));
    }
    if (!s.counter_type.value || std::find(kTypes.begin(), kTypes.end(), *s.counter_type.value) == kTypes.end()) {
      throw ApiError(400, invalid_input("counter_type", or_none(s.counter_type),
                                        "The counter type must be: gauge, delta, cumulative"));
    }
    if (!s.resource_id.value) {
      throw ApiError(400, invalid_input("resource_id", "None", "a sample needs a resource"));
    }
  }

  const Settings& settings_;
  const bool takes_ids_;
  std::string_view meter_;
  std::optional<std::string> only_project_;
  std::optional<std::string_view> user_;
  std::optional<std::string_view> project_;
  TimePoint now_;
  Uuid1Series ids_;
  KnownMetadata metadata_;
};

/// The echo: OldSample as it stands after the post. Its times have the offsets that were posted.
struct EchoFields {
  template <class Record>
  void operator()(Record& record, const PostedSample& posted, const Accepted& accepted) const {
    const auto& s = accepted.sample;
    write_old_sample(record, s);
    record.text("timestamp", isoformat(model::posted_time(s)));
    if (posted.has_recorded_at) {
      const auto& at = posted.recorded_at;
      record.text("recorded_at", at ? std::optional<std::string>(isoformat(*at)) : std::nullopt);
    }
    if (posted.metadata_is_null) {
      record.text("resource_metadata", std::nullopt);
    } else {
      record.map("resource_metadata", accepted.metadata->echo);
    }
    record.text("message_id", s.message_id);
  }
};

notify::Context notify_context(const Context& context) {
  const auto owned = [](std::optional<std::string_view> text) {
    return text ? std::optional(std::string(*text)) : std::nullopt;
  };
  return {owned(context.request.headers.get("X-User-Id")), owned(context.request.headers.get("X-Project-Id")),
          context.request.request_id};
}

}  // namespace

http::Response post_samples(Context& context, const Action::Arguments& arguments) {
  auto body = json_body(context);
  auto posted = body ? read_posted_samples(*body) : std::vector<PostedSample>();
  enforce(context, "create_samples");
  const bool direct = bool_from_string(arguments.text(0).value_or("")).value_or(false);
  if (posted.empty()) throw ApiError(400, "Samples should be included in request body");

  Acceptance acceptance(context, arguments.captured(0), direct);
  ListText list(context.wants_xml());
  std::string echo;
  std::vector<model::NewSample> samples;
  samples.reserve(posted.size());
  for (auto& sample : posted) {
    Accepted accepted = acceptance.accept(sample);
    list.item(echo, [&](auto& record) { EchoFields()(record, sample, accepted); });
    samples.push_back(std::move(accepted.sample));
  }
  list.end(echo);
  if (direct) {
    context.metering->record(samples);
  } else {
    context.notifier->publish(notify_context(context), samples);
  }
  return result_response(context, std::move(echo), 201);
}

}  // namespace ceilometer::api::v2
