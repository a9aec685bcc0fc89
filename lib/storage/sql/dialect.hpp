#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "storage/sql/connection.hpp"

namespace ceilometer::storage::sql {

/// Where the engines' SQL differs. Stateless, so thread-safe.
///
/// Texts compare and sort byte by byte, and nulls sort before everything else, whatever engine holds them: what SQLite
/// does by itself is what the methods below do unless a dialect says otherwise. What they are given and return are
/// pieces of SQL: columns, placeholders.
class Dialect {
 public:
  virtual ~Dialect() = default;

  /// The placeholder of the index-th value, from 1. One that holds its number may stand in a statement several times.
  virtual std::string placeholder(int index) const = 0;
  /// The placeholder of a value where nothing around it tells its type.
  virtual std::string typed_placeholder(int index, const Value& /*value*/) const { return placeholder(index); }
  /// A join whose left side is read first, where the engine lets us say so. ON must follow.
  virtual std::string_view ordered_join() const = 0;
  /// The column as an expression that no index serves, where the engine lets us say so.
  virtual std::string without_index(std::string_view column) const { return std::string(column); }
  /// A time column as an expression that sorts like it and that no index serves.
  virtual std::string without_time_index(std::string_view column) const { return without_index(column); }

  /// Whether the latest sample of a series is found by one seek into the index on (meter_id, resource_id); else all of
  /// them are found in one pass.
  virtual bool seeks_latest() const { return false; }

  /// Whether the rows of a subquery that has a LIMIT are made one by one, as they are wanted, and joined in their
  /// order.
  virtual bool walks_lazily() const { return false; }
  /// Whether an index on (meter_id, timestamp) is taken for a meter's newest samples whatever the engine believes to
  /// know of the table; else it may walk the index on timestamp, through all of it for a meter that has ended.
  virtual bool follows_meter_time() const { return false; }

  /// A text as an expression that compares, groups and sorts by its bytes.
  virtual std::string in_bytes(std::string_view text) const { return std::string(text); }
  /// Whether two texts have the same bytes; unknown where one is NULL. An index on the first serves.
  virtual std::string equal(std::string_view text, std::string_view other) const {
    return std::string(text) + " = " + std::string(other);
  }
  /// The same, true of two NULLs.
  virtual std::string same(std::string_view text, std::string_view other) const = 0;
  /// Whether the text is one of a list, which is what stands between the parentheses.
  virtual std::string one_of(std::string_view text, std::string_view list) const {
    return std::string(text) + " IN (" + std::string(list) + ")";
  }
  /// Whether two times are the same, or both NULL. An index on the first serves.
  virtual std::string same_time(std::string_view time, std::string_view other) const = 0;

  /// A key of ORDER BY: NULL is the lowest.
  virtual std::string ascending(std::string_view key) const { return std::string(key); }
  virtual std::string descending(std::string_view key) const { return std::string(key) + " DESC"; }
  /// Whether an index gives that order for nothing where its column may be NULL.
  virtual bool index_has_nulls_first() const { return true; }

  /// How a time column holds it.
  virtual Value timestamp(TimePoint t) const = 0;
  /// nullopt for NULL and for what is no time.
  virtual std::optional<TimePoint> read_timestamp(const Statement& row, int column) const = 0;
  /// A time column's value as it stands, to be bound again.
  virtual Value copy_timestamp(const Statement& row, int column) const = 0;
  virtual Value boolean(bool b) const { return std::int64_t{b ? 1 : 0}; }
  /// Whether what is compared with a column is turned into the column's type, as SQLite's column affinity does; else
  /// the two must be of one type from the start.
  virtual bool has_affinity() const { return false; }

  /// A time column as a whole number of microseconds since 1970.
  virtual std::string microseconds(std::string_view column) const = 0;
  /// The operator that divides whole numbers and cuts the remainder off.
  virtual std::string_view integer_division() const = 0;

  /// Whether `value REGEXP pattern` finds what Python's re.search finds in str(value), and fails the statement with
  /// DatabaseError::Kind::kRefused for what is no pattern; else rows are searched where they are read.
  virtual bool has_regexp() const { return false; }

  /// Whether a writer keeps all others out until its commit is on the disk.
  virtual bool has_one_writer() const { return false; }
  /// Rows of samples that one INSERT may hold.
  virtual std::size_t rows_per_insert() const { return 1; }
  /// What follows an INSERT so that its row's id comes back, where Connection::last_insert_id() does not know it.
  virtual std::string returning(std::string_view /*column*/) const { return {}; }
  /// What follows a SELECT so that nobody changes or deletes its rows before the transaction ends.
  virtual std::string_view lock_rows() const { return {}; }
  /// The same, and nobody else locks them.
  virtual std::string_view lock_rows_alone() const { return {}; }
  /// The same, without those that somebody else has locked, where the engine does not see at once who waits for whom.
  virtual std::string_view lock_free_rows() const { return lock_rows_alone(); }
  /// A table of which rows are found by the first column of the primary key, where the engine lets us say so: to find a
  /// few in any other way would lock others.
  virtual std::string by_key(std::string_view table) const { return std::string(table); }
  /// The DELETE of such rows, up to WHERE.
  virtual std::string delete_by_key(std::string_view table) const { return "DELETE FROM " + std::string(table); }
  /// Statement after which no row gets into a table that refers to a row which is not there, where the engine holds no
  /// foreign keys. Empty: it holds them.
  virtual std::string guard_reference(std::string_view /*table*/, std::string_view /*column*/,
                                      std::string_view /*referred*/, std::string_view /*key*/) const {
    return {};
  }
  /// Statement to run once in a session whose queries are about few rows each, so that they are found by an index even
  /// where the engine knows little of its tables. Empty: it does so anyway.
  virtual std::string_view prefer_indexes() const { return {}; }

  /// Query that waits until nobody else holds a number, which is its only value, and holds it: until the transaction
  /// ends, or until unlock_name() where that says something; then the answer is 1 where it was got. Empty: transactions
  /// that write are alone.
  virtual std::string lock_name() const { return {}; }
  virtual std::string unlock_name() const { return {}; }

  /// What the columns of Ceilometer's tables can hold; a length of 0 is any.
  struct Limits {
    std::size_t name = 0;        ///< characters of names, ids, types, units and metadata keys
    std::size_t message_id = 0;  ///< characters
    std::size_t signature = 0;   ///< characters
    std::size_t text = 0;        ///< bytes of metadata
    bool infinity = true;        ///< and minus infinity
    bool nan = false;            ///< as what it is, bound as the text "NaN"
    bool nul = true;             ///< U+0000 in texts
  };
  virtual Limits limits() const { return {}; }

  /// Asks how many connections the server takes from everybody; empty where there is no server.
  virtual std::string_view connection_limit() const { return {}; }

  // Summaries (summary_tables.hpp); a dialect without create_summaries() keeps none.

  /// Statements that make the tables of summaries and the triggers that mark what changes.
  virtual std::string create_summaries() const { return {}; }
  /// Statements that remove them, as far as they are there.
  virtual std::string drop_summaries() const { return {}; }
  /// What is run before either in the same transaction, so that nobody else uses `sample` until its end; it waits for
  /// them for a second at most, so that nobody waits behind it for longer. Empty: begin_write() sees to it.
  virtual std::string_view have_samples_alone() const { return {}; }
  /// One row: 1 where all of them are there and at work; else 0, or none.
  virtual std::string_view find_summaries() const { return {}; }
  /// A condition on the row of ceilometer_summary_state that holds where it is of this `sample`, and not of another one
  /// that it was copied from. Empty: it always is.
  virtual std::string_view is_of_this_sample() const { return {}; }
  /// A statement that comes first in a snapshot, so that nobody takes summaries away or empties `sample` at once before
  /// it ends. Empty: none can.
  virtual std::string_view hold_summaries() const { return {}; }
  /// What follows a table of summaries in FROM so that it is read by that index, which is there where they are.
  virtual std::string by_index(const std::string& /*index*/) const { return {}; }
  /// A condition on `sample` that holds for rows which no chunk can hold exactly.
  virtual std::string cannot_be_packed() const { return {}; }

  /// What a folder says and asks so that no change of samples is missed; decisions/0006-summaries.md has the proof.
  struct SummarySteps {
    /// Shows `marked_before`, its only value, to those who write from now on; empty where record() does. Raised only.
    std::string_view announce;
    /// Records it in the state's row, in a later transaction.
    std::string_view record;
    /// One row: 1 where every transaction that may have written without seeing it has ended. Empty: it is so at once.
    std::string_view is_settled;
    /// Has later marks be of another generation. Empty: they are anyway.
    std::string_view end_generation;
    /// One row: what changed by marks up to this generation is in every snapshot from now on. In the same transaction.
    std::string_view generation;
    /// Has the engine learn how large the summaries are, after many were written. Empty: it needs no telling.
    std::string_view analyze;
  };
  virtual SummarySteps summary_steps() const { return {}; }

  /// Statement to run before the tables are looked for and made, in the transaction that makes them, so that processes
  /// take turns; and after it. Empty: begin_write() sees to it.
  virtual std::string_view lock_schema() const { return {}; }
  virtual std::string_view unlock_schema() const { return {}; }
  /// Whether others see each table as soon as it is made, and a process that dies leaves some of them. Then
  /// create_schema() makes those that are missing.
  virtual bool makes_tables_one_by_one() const { return false; }
  /// Names of the tables that are there, one per row.
  virtual std::string_view list_tables() const = 0;
  /// Statements that make Ceilometer's tables and indexes as its own migration 45 left them.
  virtual std::string_view create_schema() const = 0;

  /// The name of a column that is a word of SQL too.
  virtual std::string quoted(std::string_view name) const { return "\"" + std::string(name) + "\""; }

  /// Indexes, one per row: name, table, and whether it is whole (1); else it was left behind by a session that ended
  /// while it made it.
  virtual std::string_view list_indexes() const = 0;
  /// Statements, to be run one by one and outside of a transaction, that make an index; those who write to the table
  /// meanwhile are let in where the engine can.
  virtual std::vector<std::string> create_index(std::string_view name, std::string_view table,
                                                std::string_view columns) const;
  /// The same that remove it, whole or not.
  virtual std::vector<std::string> drop_index(std::string_view name, std::string_view table) const;
  /// A SELECT that takes, for this session and without waiting, what only one session has: the right to change what is
  /// in the database besides rows. 1 where it has it now. Empty: begin_write() sees to it.
  virtual std::string_view claim_upkeep() const { return {}; }
  /// What a session is told before it reads or writes for hours, with long pauses. Empty: nothing.
  virtual std::string_view begin_long_work() const { return {}; }
  /// A statement to run after rows were inserted with ids of their own, so that the ids that the engine makes go on
  /// behind them. Empty: they do.
  virtual std::string continue_ids(std::string_view /*table*/, std::string_view /*column*/) const { return {}; }
};

}  // namespace ceilometer::storage::sql
