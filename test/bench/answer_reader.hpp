#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ceilometer::test {

/// Follows HTTP/1.1 answers on one connection as far as a load generator needs it: their status, and where they end.
/// Bodies are counted, not kept.
class AnswerReader {
 public:
  /// Takes what has come; true when it completes an answer. Throws std::runtime_error on what is no answer, and on
  /// bytes behind its end: nobody asked for more.
  bool take(std::string_view data);

  int status() const { return status_; }
  std::size_t body_size() const { return body_size_; }

 private:
  enum class Part { kHead, kBody, kChunkHead, kChunk, kTrailer, kDone };

  void read_head();
  void count(std::string_view& data);
  void line(std::string_view& data);

  Part part_ = Part::kHead;
  std::string text_;      ///< the head, or the line of a chunk, as far as it has come
  std::size_t left_ = 0;  ///< of the body, or of the chunk and its line end
  std::size_t body_size_ = 0;
  int status_ = 0;
};

}  // namespace ceilometer::test
