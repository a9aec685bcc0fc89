#include "storage/upkeep/copy_tables.hpp"

#include "storage/upkeep/copy_end.hpp"
#include "storage/upkeep/row_writer.hpp"

namespace ceilometer::storage::upkeep {

namespace {

std::string foreign_row(const Table& table, const Row& row) { return name_of(table, row) + ", is not in the source"; }

std::string differing_row(const Table& table, const Row& source, const Row& target) {
  std::string columns;
  for (std::size_t i = 0; i < source.size(); ++i) {
    if (same_value(source[i], target[i])) continue;
    columns += (columns.empty() ? "" : ", ") + std::string(table.columns[i].name);
  }
  return name_of(table, source) + ", has another " + columns + " than in the source";
}

/// Whether the target holds nothing but what the source holds.
class Requiring final : public Differences {
 public:
  Requiring(const Table& table, Progress& progress) : table_(table), progress_(progress) {}
  void source_row(const Row& /*row*/) override { progress_.advance(1); }
  void missing(const Row& /*row*/) override {}
  void foreign(const Row& row) override { refuse(foreign_row(table_, row)); }
  void differing(const Row& source, const Row& target) override { refuse(differing_row(table_, source, target)); }

 private:
  [[noreturn]] static void refuse(const std::string& what) {
    throw WrongEnd(kTarget, "it is not empty, and no copy of the source: " + what);
  }

  const Table& table_;
  Progress& progress_;
};

class Copying final : public Differences {
 public:
  Copying(const Table& table, Progress& progress, RowWriter& writer, Checksum& sum, sql::Connection& reader)
      : table_(table), progress_(progress), writer_(writer), sum_(sum), reader_(reader) {}
  void source_row(const Row& row) override {
    progress_.advance(1);
    sum_.add(row);
  }
  void missing(const Row& row) override {
    at_end(kTarget, [&] { writer_.add(row); });
  }
  void foreign(const Row& row) override { refuse(foreign_row(table_, row)); }
  void differing(const Row& source, const Row& target) override { refuse(differing_row(table_, source, target)); }
  /// A snapshot that nobody reads from any more would keep what is written from being cleaned up.
  void target_over() override { reader_.rollback(); }

 private:
  [[noreturn]] static void refuse(const std::string& what) {
    throw WrongEnd(kTarget, what +
                                ": one of them has changed since the copy began (is an expirer at work on the "
                                "source?); empty the target and begin anew");
  }

  const Table& table_;
  Progress& progress_;
  RowWriter& writer_;
  Checksum& sum_;
  sql::Connection& reader_;
};

class Comparing final : public Differences {
 public:
  Comparing(const Table& table, Progress& progress) : table_(table), progress_(progress) {}
  void source_row(const Row& /*row*/) override { progress_.advance(1); }
  void missing(const Row& row) override { note(name_of(table_, row) + ", is not in the target"); }
  void foreign(const Row& row) override { note(foreign_row(table_, row)); }
  void differing(const Row& source, const Row& target) override { note(differing_row(table_, source, target)); }
  const std::optional<std::string>& first() const { return first_; }

 private:
  void note(const std::string& what) {
    if (!first_) first_ = what;
  }

  const Table& table_;
  Progress& progress_;
  std::optional<std::string> first_;
};

void add_all(sql::Connection& connection, const sql::Dialect& dialect, const Table& table, Checksum& sum,
             Progress& progress) {
  const auto statement = connection.prepare("SELECT " + selected(table) + " FROM " + std::string(table.name));
  Row row;
  while (statement->step()) {
    read_row(*statement, dialect, table, row);
    sum.add(row);
    progress.advance(1);
  }
}

}  // namespace

CopyTables::CopyTables(const CopyEnds& ends, sql::Connection& source, Progress& progress)
    : ends_(ends), source_(source), progress_(progress) {
  at_end(kTarget, [&] {
    reader_ = ends_.target.open();
    const auto long_work = ends_.target.dialect().begin_long_work();
    if (!long_work.empty()) reader_->execute(std::string(long_work));
  });
}

void CopyTables::begin(std::string_view doing, const Table& table) {
  const auto total = at_end(kSource, [&] { return count_rows(source_, table); });
  progress_.begin(std::string(doing) + " " + std::string(table.name), "rows", total);
}

void CopyTables::walk(const Table& table, Differences& differences) {
  at_end(kTarget, [&] { reader_->begin_read(); });
  {
    RowStream source(kSource, source_, ends_.source.dialect(), table);
    RowStream target(kTarget, *reader_, ends_.target.dialect(), table);
    merge(table, source, target, differences);
  }
  reader_->rollback();
  progress_.end();
}

void CopyTables::require_part_of_source() {
  for (const Table& table : tables()) {
    begin("comparing", table);
    Requiring requiring(table, progress_);
    walk(table, requiring);
  }
}

void CopyTables::copy(const Table& table, sql::Connection& target, CopiedTable& copied) {
  begin("copying", table);
  RowWriter writer(target, ends_.target.dialect(), table);
  Copying copying(table, progress_, writer, copied.source, *reader_);
  walk(table, copying);
  at_end(kTarget, [&] { writer.finish(); });
  copied.copied = writer.written();
}

void CopyTables::read_back(const Table& table, CopiedTable& copied) {
  progress_.begin("verifying " + std::string(table.name), "rows", copied.source.rows());
  at_end(kTarget, [&] { add_all(*reader_, ends_.target.dialect(), table, copied.target, progress_); });
  progress_.end();
}

std::optional<std::string> CopyTables::compare(const Table& table, CopiedTable& compared) {
  begin("reading", table);
  at_end(kSource, [&] { add_all(source_, ends_.source.dialect(), table, compared.source, progress_); });
  progress_.end();
  read_back(table, compared);
  if (compared.source == compared.target) return std::nullopt;
  begin("comparing", table);
  Comparing comparing(table, progress_);
  walk(table, comparing);
  return comparing.first();
}

}  // namespace ceilometer::storage::upkeep
