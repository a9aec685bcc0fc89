#include "notify/envelope.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "base/uuid.hpp"
#include "json/write.hpp"
#include "notify/message.hpp"

namespace ceilometer::notify {

namespace {

constexpr std::string_view kPublisherId = "ceilometer.api";

void append_text_or_null(std::string& out, std::string_view before, const std::optional<std::string>& text) {
  out += before;
  text ? json::append_string(out, *text) : static_cast<void>(out += "null");
}

/// What oslo_context's to_dict() gave of the context that the original made: user and tenant, an administrator.
void append_context(std::string& out, const Context& context) {
  const auto& user = context.user_id;
  const auto& project = context.project_id;
  const auto or_dash = [](const std::optional<std::string>& text) { return text && !text->empty() ? *text : "-"; };
  append_text_or_null(out, R"(, "_context_user": )", user);
  append_text_or_null(out, R"(, "_context_tenant": )", project);
  out += R"(, "_context_domain": null, "_context_user_domain": null, "_context_project_domain": null, )"
         R"("_context_is_admin": true, "_context_read_only": false, "_context_show_deleted": false, )"
         R"("_context_auth_token": null, "_context_request_id": )";
  json::append_string(out, context.request_id.empty() ? "req-" + uuid4() : context.request_id);
  out += R"(, "_context_resource_uuid": null, "_context_user_identity": )";
  json::append_string(out, or_dash(user) + " " + or_dash(project) + " - - -");
}

std::string unique_id() {
  std::string id = uuid4();
  id.erase(std::remove(id.begin(), id.end(), '-'), id.end());
  return id;
}

}  // namespace

Notification::Notification(const Context& context, std::span<const model::NewSample> samples,
                           std::string_view event_type) {
  auto& out = before_unique_id_;
  out.reserve(300 + samples.size() * 700);
  out = R"({"message_id": ")" + uuid4() + R"(", "publisher_id": ")";
  out += kPublisherId;
  out += R"(", "event_type": )";
  json::append_string(out, event_type);
  out += R"(, "priority": "SAMPLE", "payload": {"samples": [)";
  for (const auto& sample : samples) {
    if (&sample != samples.data()) out += ", ";
    append_message(out, sample);
  }
  out += R"(]}, "timestamp": ")";
  append_isoformat(out, utc_now(), ' ');
  out += R"(", "_unique_id": ")";
  after_unique_id_ = "\"";
  append_context(after_unique_id_, context);
  after_unique_id_ += '}';
}

std::string Notification::body(EnvelopeVersion version) const {
  std::string message = before_unique_id_ + unique_id() + after_unique_id_;
  if (version == EnvelopeVersion::k1) return message;
  std::string out;
  out.reserve(message.size() + message.size() / 8 + 50);
  out = R"({"oslo.version": "2.0", "oslo.message": )";
  json::append_string(out, message);
  out += '}';
  return out;
}

}  // namespace ceilometer::notify
