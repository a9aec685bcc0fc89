#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <utility>

#include "storage/sql/batches.hpp"
#include "storage/sql/connection.hpp"

namespace ceilometer::storage::sql {

/// Lets requests of a process that write at the same time share one transaction, and its wait for the disk, where the
/// engine has one writer at a time: while one writes, the others gather. They come into its transaction as long as that
/// is not about to be committed; else the first of them writes for all. Thread-safe. Nobody waits for company: who
/// comes alone writes at once.
class CommitQueue {
 public:
  /// Writes all of these in one transaction, durable when it returns: it asks for them until there is no next one.
  /// Throws DatabaseError or ApiError, and then nothing of them is there; of anything else that it throws they are told
  /// kAway.
  using Write = std::function<void(Batches& batches)>;

  /// `largest`: samples that a shared transaction may hold, since all others wait for its end.
  CommitQueue(Write write, std::size_t largest) : write_(std::move(write)), largest_(largest) {}

  /// Returns when the batch is durable. Throws what `write` throws: what is wrong with another's batch is not said
  /// here, and keeps nothing of this one from being written. DatabaseError kBusy where its turn did not come until
  /// `give_up`.
  void write(const Batch& batch, Deadline give_up);

  /// Batches that wait for their turn.
  std::size_t waiting() const;

 private:
  struct Waiting {
    explicit Waiting(const Batch& its_batch) : batch(its_batch) {}

    const Batch& batch;
    bool taken = false;
    bool done = false;
    std::exception_ptr failure{};
    std::condition_variable changed{};  ///< done, or the first when nobody leads
  };
  /// Who wakes it does so when it may have gone.
  using Member = std::shared_ptr<Waiting>;
  class Group;

  void lead(std::unique_lock<std::mutex>& lock);
  void write_group(Group& group) noexcept;
  void write_each(std::span<const Member> group) noexcept;
  template <class E>
  static void end(std::span<const Member> group, const E& error) noexcept;

  const Write write_;
  const std::size_t largest_;
  mutable std::mutex mutex_;
  std::deque<Member> queue_;
  bool has_leader_ = false;
};

}  // namespace ceilometer::storage::sql
