#include "filters/sizelimit.hpp"

#include <charconv>
#include <optional>

#include "base/api_error.hpp"
#include "filters/option_reader.hpp"
#include "filters/plain_page.hpp"

namespace ceilometer::filters {
namespace {

/// What the request says of its body's length; nullopt where it says nothing, or nothing that is a number.
std::optional<std::uint64_t> announced_length(const http::Request& request) {
  const auto text = request.headers.get("Content-Length");
  if (!text) return std::nullopt;
  std::uint64_t length = 0;
  const char* end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data(), end, length);
  if (stop != end) return std::nullopt;
  if (error == std::errc::result_out_of_range) return UINT64_MAX;
  return error == std::errc() ? std::optional(length) : std::nullopt;
}

/// Counts what is read, in the request's body's place for as long as it lives.
class CountedBody final : public http::BodySource {
 public:
  CountedBody(http::Request& request, std::uint64_t limit) : request_(request), inner_(request.body), limit_(limit) {
    request_.body = this;
  }
  ~CountedBody() override { request_.body = inner_; }
  CountedBody(const CountedBody&) = delete;
  CountedBody& operator=(const CountedBody&) = delete;

  std::size_t read(char* buffer, std::size_t size) override {
    const auto length = inner_->read(buffer, size);
    read_ += length;
    if (read_ > limit_) throw ApiError(413, "Request is too large.");
    return length;
  }

 private:
  http::Request& request_;
  http::BodySource* inner_;
  std::uint64_t limit_;
  std::uint64_t read_ = 0;
};

}  // namespace

Result<std::unique_ptr<pipeline::Filter>> SizeLimit::create(const pipeline::FilterOptions& options,
                                                            const std::shared_ptr<const config::Config>& config) {
  constexpr std::string_view kLimit = "max_request_body_size";
  const auto reader = OptionReader::open(options, config, "oslo_middleware");
  if (!reader) return reader.error();
  const auto limit = reader->number(kLimit);
  if (!limit) return limit.error();
  if (*limit < 0) return reader->error(kLimit, "it cannot be negative");
  return std::unique_ptr<pipeline::Filter>(std::make_unique<SizeLimit>(static_cast<std::uint64_t>(*limit)));
}

http::Response SizeLimit::handle(http::Request& request, const pipeline::Handler& next) const {
  const auto length = announced_length(request);
  if (length && *length > limit_) {
    return plain_page(request, 413, "413 Request Entity Too Large", "Request is too large.");
  }
  if (length) return next.handle(request);  // the host reads no further than what was announced
  const CountedBody counted(request, limit_);
  return next.handle(request);
}

}  // namespace ceilometer::filters
