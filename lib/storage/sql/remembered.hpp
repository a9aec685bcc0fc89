#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace ceilometer::storage::sql {

/// What a session has found in one state of its database, which Connection::data_version() numbers: asked for the same
/// in the same state it need not look again. Of another state it knows nothing. Bounded. One thread at a time.
class Remembered {
 public:
  /// Some answer; whoever made the key knows its type.
  class Answer {
   public:
    virtual ~Answer() = default;
    Answer(const Answer&) = delete;
    Answer& operator=(const Answer&) = delete;

   protected:
    Answer() = default;
  };

  /// Null where it is not remembered.
  std::shared_ptr<const Answer> find(std::int64_t version, const std::string& key);
  /// `bytes` is about what the answer takes.
  void keep(std::int64_t version, std::string key, std::shared_ptr<const Answer> answer, std::size_t bytes);
  void clear() noexcept;

 private:
  void turn_to(std::int64_t version) noexcept;

  /// A few listings of a hundred resources; each session has its own.
  static constexpr std::size_t kMaxBytes = 512U << 10U;

  std::int64_t version_ = 0;
  std::map<std::string, std::shared_ptr<const Answer>> answers_;
  std::size_t size_ = 0;
};

}  // namespace ceilometer::storage::sql
