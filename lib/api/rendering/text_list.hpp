#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "api/rendering/result.hpp"

namespace ceilometer::api {

/// A list of plain texts, read from a cursor and written while the client takes it.
template <class Row, class TextOf>
class TextListProducer final : public http::BodyProducer {
 public:
  TextListProducer(std::unique_ptr<storage::Cursor<Row>> cursor, TextOf text_of, bool xml)
      : cursor_(std::move(cursor)), text_of_(std::move(text_of)), xml_(xml) {}

  bool next(std::string& out) override {
    const std::size_t enough = out.size() + kPiece;
    Row row;
    while (out.size() < enough) {
      if (!cursor_->next(row)) {
        end(out);
        cursor_.reset();
        return false;
      }
      item(out, text_of_(row));
    }
    return true;
  }

 private:
  static constexpr std::size_t kPiece = 16384;

  void item(std::string& out, std::optional<std::string_view> text) {
    if (first_) out += xml_ ? "<result>" : "[";
    if (!first_ && !xml_) out += ", ";
    first_ = false;
    if (xml_) {
      XmlRecord(out).text("item", text);
    } else if (text) {
      json::append_string(out, *text);
    } else {
      out += "null";
    }
  }
  void end(std::string& out) const {
    if (first_) {
      out += xml_ ? "<result />" : "[]";
    } else {
      out += xml_ ? "</result>" : "]";
    }
  }

  std::unique_ptr<storage::Cursor<Row>> cursor_;
  TextOf text_of_;
  bool xml_;
  bool first_ = true;
};

/// As list_response, of texts: `text_of(row)` gives one, or nullopt for null.
template <class Row, class TextOf>
http::Response text_list_response(const Context& context, std::unique_ptr<storage::Cursor<Row>> cursor,
                                  TextOf text_of) {
  auto producer =
      std::make_unique<TextListProducer<Row, TextOf>>(std::move(cursor), std::move(text_of), context.wants_xml());
  std::string body;
  const bool more = producer->next(body);
  auto response = result_response(context, std::move(body));
  if (more) response.producer = std::move(producer);
  return response;
}

}  // namespace ceilometer::api
