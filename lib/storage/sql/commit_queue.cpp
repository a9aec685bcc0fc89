#include "storage/sql/commit_queue.hpp"

#include <vector>

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

/// Who shares a transaction.
class CommitQueue::Group final : public Batches {
 public:
  explicit Group(CommitQueue& queue) : queue_(queue) {}
  /// One that nobody joins.
  Group(CommitQueue& queue, const Member& alone) : queue_(queue), alone_(&alone), is_open_(false) {}

  /// Takes those who wait, as far as there is room; the queue is locked.
  void take_all() {
    members_.reserve(queue_.queue_.size());  // from here on nothing throws, and nobody is lost
    while (take_next()) {
    }
  }

  const Batch* at(std::size_t index) override {
    if (is_open_ && index == members_.size()) {
      const std::lock_guard lock(queue_.mutex_);
      is_open_ = take_next();
    }
    return index < members().size() ? &members()[index]->batch : nullptr;
  }

  std::span<const Member> members() const {
    return alone_ != nullptr ? std::span<const Member>(alone_, 1) : std::span<const Member>(members_);
  }

 private:
  bool take_next() {
    if (queue_.queue_.empty()) return false;
    const Member& next = queue_.queue_.front();
    const std::size_t samples = samples_ + next->batch.items().size();
    if (!members_.empty() && samples > queue_.largest_) return false;
    members_.push_back(next);
    samples_ = samples;
    next->taken = true;
    queue_.queue_.pop_front();
    return true;
  }

  CommitQueue& queue_;
  const Member* const alone_ = nullptr;
  std::vector<Member> members_;
  std::size_t samples_ = 0;
  bool is_open_ = true;
};

/// Each gets an exception of its own: they are looked at in as many threads.
template <class E>
void CommitQueue::end(std::span<const Member> group, const E& error) noexcept {
  for (const Member& member : group) member->failure = std::make_exception_ptr(error);
}

void CommitQueue::write(const Batch& batch, Deadline give_up) {
  const auto mine = std::make_shared<Waiting>(batch);
  std::unique_lock lock(mutex_);
  queue_.push_back(mine);
  const auto may_go_on = [&] { return mine->done || !has_leader_; };
  while (!mine->done) {
    if (mine->taken) {
      // Its transaction has begun, and has limits of its own.
      mine->changed.wait(lock, may_go_on);
    } else if (!mine->changed.wait_until(lock, give_up, may_go_on) && !mine->taken) {
      std::erase(queue_, mine);
      throw DatabaseError(Kind::kBusy, "other writers of this process were not done in time");
    }
    if (!has_leader_ && !mine->done) lead(lock);
  }
  // Not left to whoever drops what is shared last.
  if (auto failure = std::exchange(mine->failure, nullptr)) std::rethrow_exception(std::move(failure));
}

std::size_t CommitQueue::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

/// Writes for those that came first. It may have to do so again before its own batch is among them.
void CommitQueue::lead(std::unique_lock<std::mutex>& lock) {
  Group group(*this);
  group.take_all();
  has_leader_ = true;
  lock.unlock();
  write_group(group);
  lock.lock();
  has_leader_ = false;
  for (const Member& member : group.members()) member->done = true;
  const Member next = queue_.empty() ? nullptr : queue_.front();
  // Each that has something to do is woken, and finds the lock free; first who has the database to itself now.
  lock.unlock();
  if (next) next->changed.notify_one();
  for (const Member& member : group.members()) member->changed.notify_one();
  lock.lock();
}

void CommitQueue::write_group(Group& group) noexcept {
  try {
    write_(group);
  } catch (const DatabaseError& error) {
    if (group.members().size() > 1 && is_of_a_batch(error)) return write_each(group.members());
    end(group.members(), error);
  } catch (const ApiError& error) {
    end(group.members(), error);
  } catch (const std::exception& error) {
    end(group.members(), DatabaseError(Kind::kAway, error.what()));
  }
}

void CommitQueue::write_each(std::span<const Member> group) noexcept {
  for (const Member& member : group) {
    Group alone(*this, member);
    write_group(alone);
  }
}

}  // namespace ceilometer::storage::sql
