#include "storage/sql/commit_queue.hpp"

#include "base/api_error.hpp"
#include "storage/sql/database_error.hpp"

namespace ceilometer::storage::sql {

namespace {

using Kind = DatabaseError::Kind;

/// Whether it may be one batch's fault.
bool is_of_a_batch(const DatabaseError& error) {
  return error.kind() == Kind::kValue || error.kind() == Kind::kDuplicate || error.kind() == Kind::kRefused;
}

}  // namespace

/// Each gets an exception of its own: they are looked at in as many threads.
template <class E>
void CommitQueue::end(std::span<Waiting* const> group, const E& error) noexcept {
  for (Waiting* member : group) member->failure = std::make_exception_ptr(error);
}

void CommitQueue::write(const Batch& batch, Deadline give_up) {
  Waiting mine{&batch};
  std::unique_lock lock(mutex_);
  queue_.push_back(&mine);
  const auto may_go_on = [&] { return mine.done || !has_leader_; };
  while (!mine.done) {
    if (mine.taken) {
      // Its transaction has begun, and has limits of its own.
      ended_.wait(lock, may_go_on);
    } else if (!ended_.wait_until(lock, give_up, may_go_on) && !mine.taken) {
      std::erase(queue_, &mine);
      throw DatabaseError(Kind::kBusy, "other writers of this process were not done in time");
    }
    if (!has_leader_ && !mine.done) lead(lock);
  }
  if (mine.failure) std::rethrow_exception(mine.failure);
}

std::size_t CommitQueue::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

/// Writes for those that came first. It may have to do so again before its own batch is among them.
void CommitQueue::lead(std::unique_lock<std::mutex>& lock) {
  const Group group = take_group();
  has_leader_ = true;
  lock.unlock();
  write_group(group);
  lock.lock();
  has_leader_ = false;
  for (Waiting* member : group) member->done = true;
  ended_.notify_all();
}

CommitQueue::Group CommitQueue::take_group() {
  Group group;
  group.reserve(queue_.size());  // from here on nothing throws, and nobody is lost
  std::size_t samples = 0;
  while (!queue_.empty()) {
    Waiting* next = queue_.front();
    samples += next->batch->items().size();
    if (!group.empty() && samples > largest_) break;
    next->taken = true;
    group.push_back(next);
    queue_.pop_front();
  }
  return group;
}

void CommitQueue::write_group(std::span<Waiting* const> group) const noexcept {
  try {
    std::vector<const Batch*> batches;
    batches.reserve(group.size());
    for (const Waiting* member : group) batches.push_back(member->batch);
    write_(batches);
  } catch (const DatabaseError& error) {
    if (group.size() > 1 && is_of_a_batch(error)) return write_each(group);
    end(group, error);
  } catch (const ApiError& error) {
    end(group, error);
  } catch (const std::exception& error) {
    end(group, DatabaseError(Kind::kAway, error.what()));
  }
}

void CommitQueue::write_each(std::span<Waiting* const> group) const noexcept {
  for (Waiting* const& member : group) write_group({&member, 1});
}

}  // namespace ceilometer::storage::sql
