#pragma once

#include <memory>
#include <string>
#include <utility>

#include "api/context.hpp"
#include "api/rendering/writer.hpp"
#include "http/response.hpp"
#include "storage/metering_store.hpp"

namespace ceilometer::api {

/// A successful answer in the context's media type.
inline http::Response result_response(const Context& context, std::string body, int status = 200) {
  return http::Response::make(status, std::string(context.media) + "; charset=UTF-8", std::move(body));
}

/// One record. `Fields` is called with a writer: fields(JsonRecord&) and fields(XmlRecord&).
template <class Fields>
http::Response record_response(const Context& context, const Fields& fields) {
  std::string body;
  if (context.wants_xml()) {
    body = "<result>";
    XmlRecord record(body);
    fields(record);
    body += "</result>";
  } else {
    JsonRecord record(body);
    fields(record);
    record.end();
  }
  return result_response(context, std::move(body));
}

/// Appends items to a list: brackets, commas and elements.
class ListText {
 public:
  explicit ListText(bool xml) : xml_(xml) {}

  template <class Fields>
  void item(std::string& out, const Fields& fields) {
    if (first_) {
      out += xml_ ? "<result>" : "[";
    } else if (!xml_) {
      out += ", ";
    }
    first_ = false;
    if (xml_) {
      out += "<item>";
      XmlRecord record(out);
      fields(record);
      out += "</item>";
    } else {
      JsonRecord record(out);
      fields(record);
      record.end();
    }
  }
  void end(std::string& out) const {
    if (first_) {
      out += xml_ ? "<result />" : "[]";
    } else {
      out += xml_ ? "</result>" : "]";
    }
  }

 private:
  bool xml_;
  bool first_ = true;
};

/// A list that is read from a cursor and written while the client takes it.
template <class Row, class Fields>
class ListProducer final : public http::BodyProducer {
 public:
  ListProducer(std::unique_ptr<storage::Cursor<Row>> cursor, Fields fields, bool xml)
      : cursor_(std::move(cursor)), fields_(std::move(fields)), list_(xml) {}

  bool next(std::string& out) override {
    const std::size_t enough = out.size() + kPiece;
    Row row;
    while (out.size() < enough) {
      if (!cursor_->next(row)) {
        list_.end(out);
        cursor_.reset();  // gives its connection back before the client has read the rest
        return false;
      }
      list_.item(out, [&](auto& record) { fields_(record, row); });
    }
    return true;
  }

 private:
  static constexpr std::size_t kPiece = 16384;

  std::unique_ptr<storage::Cursor<Row>> cursor_;
  Fields fields_;
  ListText list_;
};

/// Streams what the cursor finds; `fields(writer, row)` writes a row. The first piece is made now, so that what fails
/// at once is still answered with its own status; an answer that fits in it needs no stream.
template <class Row, class Fields>
http::Response list_response(const Context& context, std::unique_ptr<storage::Cursor<Row>> cursor, Fields fields) {
  auto producer =
      std::make_unique<ListProducer<Row, Fields>>(std::move(cursor), std::move(fields), context.wants_xml());
  std::string body;
  const bool more = producer->next(body);
  auto response = result_response(context, std::move(body));
  if (more) response.producer = std::move(producer);
  return response;
}

}  // namespace ceilometer::api
