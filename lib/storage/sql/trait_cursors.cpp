#include "storage/sql/trait_cursors.hpp"

#include <utility>

#include "storage/sql/event_queries.hpp"

namespace ceilometer::storage::sql {

namespace {

class SqlEventTypeCursor final : public EventTypeCursor {
 public:
  SqlEventTypeCursor(std::unique_ptr<ReadSession> session, const Dialect& dialect) : session_(std::move(session)) {
    session_->run(event_type_names(dialect));
  }

  bool next(model::EventType& type) override {
    if (!session_ || session_->is_finished()) return false;
    if (!session_->step()) {
      session_.reset();
      return false;
    }
    type.name.reset();
    if (!session_->row().is_null(0)) type.name = session_->row().text(0);
    return true;
  }

 private:
  std::unique_ptr<ReadSession> session_;
};

/// One statement for each type's table, in one state of the database.
class TableByTable {
 public:
  explicit TableByTable(std::unique_ptr<ReadSession> session) : session_(std::move(session)) {
    session_->begin_snapshot();
  }

  /// Goes to the next row; `query_of` makes the statement of a type. False at the end.
  template <class QueryOf>
  bool step(const QueryOf& query_of) {
    if (!session_ || session_->is_finished()) return false;
    if (!started_) run(query_of);
    while (!session_->step()) {
      if (++table_ == kTraitTypes.size()) {
        session_.reset();
        return false;
      }
      run(query_of);
    }
    return true;
  }
  const Statement& row() const { return session_->row(); }
  model::TraitType type() const { return kTraitTypes[table_]; }

 private:
  template <class QueryOf>
  void run(const QueryOf& query_of) {
    started_ = true;
    session_->run(query_of(type()));
  }

  std::unique_ptr<ReadSession> session_;
  std::size_t table_ = 0;
  bool started_ = false;
};

class SqlTraitTypeCursor final : public TraitDescriptionCursor {
 public:
  SqlTraitTypeCursor(std::unique_ptr<ReadSession> session, const Dialect& dialect, std::string event_type)
      : rows_(std::move(session)), dialect_(dialect), event_type_(std::move(event_type)) {}

  bool next(model::TraitDescription& description) override {
    if (!rows_.step([this](model::TraitType type) { return trait_names(dialect_, type, event_type_); })) return false;
    description = {rows_.row().text(0), rows_.type()};
    return true;
  }

 private:
  TableByTable rows_;
  const Dialect& dialect_;
  const std::string event_type_;
};

class SqlTraitCursor final : public TraitCursor {
 public:
  SqlTraitCursor(std::unique_ptr<ReadSession> session, const Dialect& dialect, std::string event_type,
                 std::optional<std::string> name)
      : rows_(std::move(session)), dialect_(dialect), event_type_(std::move(event_type)), name_(std::move(name)) {}

  bool next(model::Trait& trait) override {
    const auto query_of = [this](model::TraitType type) { return traits_of_type(dialect_, type, event_type_, name_); };
    if (!rows_.step(query_of)) return false;
    const Statement& row = rows_.row();
    trait = {row.text(kTypeTraitKey), rows_.type(), {}};
    if (row.is_null(kTypeTraitValue)) return true;
    if (rows_.type() == model::TraitType::kInteger) {
      trait.value = row.integer(kTypeTraitValue);
    } else if (rows_.type() == model::TraitType::kFloat) {
      trait.value = row.real(kTypeTraitValue);
    } else if (rows_.type() == model::TraitType::kString) {
      trait.value = row.text(kTypeTraitValue);
    } else if (const auto t = dialect_.read_timestamp(row, kTypeTraitValue)) {
      trait.value = *t;
    }
    return true;
  }

 private:
  TableByTable rows_;
  const Dialect& dialect_;
  const std::string event_type_;
  const std::optional<std::string> name_;
};

}  // namespace

std::unique_ptr<EventTypeCursor> open_event_types(std::unique_ptr<ReadSession> session, const Dialect& dialect) {
  return std::make_unique<SqlEventTypeCursor>(std::move(session), dialect);
}

std::unique_ptr<TraitDescriptionCursor> open_trait_types(std::unique_ptr<ReadSession> session, const Dialect& dialect,
                                                         std::string event_type) {
  return std::make_unique<SqlTraitTypeCursor>(std::move(session), dialect, std::move(event_type));
}

std::unique_ptr<TraitCursor> open_traits(std::unique_ptr<ReadSession> session, const Dialect& dialect,
                                         std::string event_type, std::optional<std::string> name) {
  return std::make_unique<SqlTraitCursor>(std::move(session), dialect, std::move(event_type), std::move(name));
}

}  // namespace ceilometer::storage::sql
