#pragma once

#include <string>
#include <type_traits>
#include <utility>

#include "api/rendering/flat_metadata.hpp"
#include "model/resource.hpp"

namespace ceilometer::api::v2 {

/// Writes a resource with its links, which begin with the application's URL. As they always were, links are put
/// together without encoding what is odd in an id or a meter's name.
class ResourceFields {
 public:
  /// `texts` is for MetadataCache.
  ResourceFields(std::string application_url, MetadataTexts* texts)
      : base_(std::move(application_url)), metadata_(texts) {}

  template <class Record>
  void operator()(Record& record, const model::Resource& r) {
    record.text("resource_id", r.resource_id);
    record.text("project_id", r.project_id);
    record.text("user_id", r.user_id);
    record.time("first_sample_timestamp", r.first_sample);
    record.time("last_sample_timestamp", r.last_sample);
    record.map("metadata", metadata_.rendered<Record>(r.resource_key, r.metadata));
    record.map("links", links<Record>(r));
    record.text("source", r.source);
  }

 private:
  template <class Record>
  std::string links(const model::Resource& r) const {
    constexpr bool kIsXml = std::is_same_v<Record, XmlRecord>;
    std::string out(kIsXml ? "" : "[");
    const std::string id(r.resource_id);
    append_link<Record>(out, base_ + "/v2/resources/" + id, "self");
    for (const auto& meter : r.meters) {
      if (!kIsXml) out += ", ";
      std::string link = base_ + "/v2/meters/";
      link.append(meter).append("?q.field=resource_id&q.value=").append(id);
      append_link<Record>(out, link, meter);
    }
    if (!kIsXml) out += "]";
    return out;
  }

  template <class Record>
  static void append_link(std::string& out, const std::string& href, std::string_view rel) {
    constexpr bool kIsXml = std::is_same_v<Record, XmlRecord>;
    if (kIsXml) out += "<item>";
    Record link(out);
    link.text("href", href);
    link.text("rel", rel);
    link.end();
    if (kIsXml) out += "</item>";
  }

  const std::string base_;
  MetadataCache metadata_;
};

}  // namespace ceilometer::api::v2
