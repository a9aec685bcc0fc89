#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "api/rendering/metadata_texts.hpp"
#include "api/settings.hpp"
#include "api/translation/languages.hpp"
#include "http/query_string.hpp"
#include "http/request.hpp"
#include "identity/service_catalog.hpp"
#include "notify/notifier.hpp"
#include "policy/enforcer.hpp"
#include "storage/event_store.hpp"
#include "storage/metering_store.hpp"

namespace ceilometer::api {

/// One request on its way through the api-server (pecan.request). The hooks attach what controllers need; all of it
/// outlives the request. One thread.
struct Context {
  explicit Context(http::Request& r) : request(r), arguments(r.query) {}

  http::Request& request;
  http::Arguments arguments;
  std::string_view media = "application/json";  ///< what the answer is written in; settled after routing

  MetadataTexts* metadata_texts = nullptr;  ///< the api-server's; null: answers have none in common

  const Language* language = nullptr;  ///< of an error; null is English: translation hook

  const Settings* settings = nullptr;           ///< config hook
  std::optional<policy::Enforcer> enforcer;     ///< config hook
  identity::ServiceCatalog* catalog = nullptr;  ///< config hook; null: nobody said where Keystone is
  storage::MeteringStore* metering = nullptr;   ///< database hook
  storage::EventStore* events = nullptr;        ///< database hook
  notify::Notifier* notifier = nullptr;         ///< notifier hook

  // Of a request that is traced: what the two above are then.
  std::unique_ptr<storage::MeteringStore> traced_metering;
  std::unique_ptr<storage::EventStore> traced_events;

  bool wants_xml() const { return media != "application/json"; }
};

}  // namespace ceilometer::api
