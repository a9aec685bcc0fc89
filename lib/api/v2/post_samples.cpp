#include "api/v2/post_samples.hpp"

#include <algorithm>
#include <array>

#include "api/binding.hpp"
#include "api/rbac.hpp"
#include "api/rendering/result.hpp"
#include "api/v2/nesting.hpp"
#include "api/v2/posted_sample.hpp"
#include "base/api_error.hpp"
#include "base/messages.hpp"
#include "base/strings.hpp"
#include "base/uuid.hpp"
#include "notify/message.hpp"

namespace ceilometer::api::v2 {

namespace {

constexpr std::array<std::string_view, 3> kTypes = {"gauge", "delta", "cumulative"};

std::string or_none(const std::optional<std::string>& text) { return text.value_or("None"); }

/// A posted sample with what the caller's request fills in, and what is stored of it.
struct Accepted {
  PostedSample posted;
  std::string source;
  std::optional<std::string> user_id;
  std::optional<std::string> project_id;
  PostedTime timestamp;
  model::NewSample stored;
};

std::optional<std::string> given_or(const PostedText& text, std::optional<std::string_view> fallback) {
  if (text.is_given()) return text.value;
  return fallback ? std::optional(std::string(*fallback)) : std::nullopt;
}

class Acceptance {
 public:
  Acceptance(const Context& context, std::string_view meter, bool direct)
      : settings_(*context.settings),
        takes_ids_(direct && settings_.takes_message_ids),
        meter_(meter),
        only_project_(limited_to_project(context)),
        user_(context.request.headers.get("X-User-Id")),
        project_(context.request.headers.get("X-Project-Id")),
        now_(utc_now()) {}

  Accepted accept(PostedSample posted) {
    check(posted);
    Accepted a;
    a.user_id = given_or(posted.user_id, user_);
    a.project_id = given_or(posted.project_id, project_);
    a.source =
        or_none(a.project_id) + ":" + (posted.source.is_given() ? *posted.source.value : settings_.sample_source);
    a.timestamp = posted.timestamp.value_or(PostedTime{now_, std::nullopt});
    if (only_project_ && a.project_id != only_project_) {
      throw ApiError(400, invalid_input("project_id", or_none(a.project_id), "can not post samples to other projects"));
    }
    a.posted = std::move(posted);
    fill_stored(a);
    return a;
  }

 private:
  void check(const PostedSample& s) const {
    if (s.counter_name.value != meter_) {
      throw ApiError(400,
                     invalid_input("counter_name", or_none(s.counter_name.value), sentence("should be {0}", meter_)));
    }
    // What is tried again has the same time: without one it would be another sample.
    if (s.message_id.is_given() && !(takes_ids_ && s.timestamp)) {
      throw ApiError(400, invalid_input("message_id", *s.message_id.value, "The message_id must not be set"));
    }
    if (!s.counter_type.value || std::find(kTypes.begin(), kTypes.end(), *s.counter_type.value) == kTypes.end()) {
      throw ApiError(400, invalid_input("counter_type", or_none(s.counter_type.value),
                                        "The counter type must be: gauge, delta, cumulative"));
    }
    if (!s.resource_id.value) {
      throw ApiError(400, invalid_input("resource_id", "None", "a sample needs a resource"));
    }
  }

  void fill_stored(Accepted& a) {
    const auto& s = a.posted;
    auto& stored = a.stored;
    const json::Value metadata = restore_nesting(s.resource_metadata);
    stored.once = s.message_id.is_given();
    stored.message_id = stored.once ? *s.message_id.value : ids_.next();
    stored.meter = std::string(meter_);
    stored.type = *s.counter_type.value;
    stored.unit = s.counter_unit.value;
    stored.volume = s.counter_volume;
    stored.user_id = a.user_id;
    stored.project_id = a.project_id;
    stored.resource_id = *s.resource_id.value;
    stored.source = a.source;
    stored.timestamp = a.timestamp.utc();
    stored.utc_offset = a.timestamp.offset;
    stored.resource_metadata = json::dumps(metadata);
    stored.message_signature = notify::sign(stored, metadata, settings_.signing_key);
  }

  const Settings& settings_;
  const bool takes_ids_;
  std::string_view meter_;
  std::optional<std::string> only_project_;
  std::optional<std::string_view> user_;
  std::optional<std::string_view> project_;
  TimePoint now_;
  Uuid1Series ids_;
};

/// The echo: OldSample as it stands after the post.
struct EchoFields {
  template <class Record>
  void operator()(Record& record, const Accepted& a) const {
    record.text("source", a.source);
    record.text("counter_name", a.posted.counter_name.value);
    record.text("counter_type", a.posted.counter_type.value);
    record.text("counter_unit", a.posted.counter_unit.value);
    record.number("counter_volume", a.posted.counter_volume);
    record.text("user_id", a.user_id);
    record.text("project_id", a.project_id);
    record.text("resource_id", a.posted.resource_id.value);
    record.text("timestamp", isoformat(a.timestamp));
    if (a.posted.has_recorded_at) {
      const auto& at = a.posted.recorded_at;
      record.text("recorded_at", at ? std::optional<std::string>(isoformat(*at)) : std::nullopt);
    }
    if (a.posted.metadata_is_null) {
      record.text("resource_metadata", std::nullopt);
    } else {
      record.map("resource_metadata", Record::render_map(a.posted.resource_metadata));
    }
    record.text("message_id", a.stored.message_id);
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
  const auto body = json_body(context);
  auto posted = body ? read_posted_samples(*body) : std::vector<PostedSample>();
  enforce(context, "create_samples");
  const bool direct = bool_from_string(arguments.text(0).value_or("")).value_or(false);
  if (posted.empty()) throw ApiError(400, "Samples should be included in request body");

  Acceptance acceptance(context, arguments.captured(0), direct);
  std::vector<Accepted> accepted;
  accepted.reserve(posted.size());
  for (auto& sample : posted) accepted.push_back(acceptance.accept(std::move(sample)));

  ListText list(context.wants_xml());
  std::string echo;
  std::vector<model::NewSample> samples;
  samples.reserve(accepted.size());
  for (auto& a : accepted) {
    list.item(echo, [&](auto& record) { EchoFields()(record, a); });
    samples.push_back(std::move(a.stored));
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
