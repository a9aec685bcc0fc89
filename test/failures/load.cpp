#include "failures/load.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <utility>

#include "support/client.hpp"

namespace ceilometer::test {
namespace {

constexpr int kResources = 2;
constexpr int kSamplesOfResource = 2;
/// Batches that share a meter: so that meters are made all the time, and by several at once.
constexpr int kBatchesOfMeter = 10;

std::string batch_of(const std::string& batch, const std::string& meter) {
  std::ostringstream out;
  for (int resource = 0; resource < kResources; ++resource) {
    for (int i = 0; i < kSamplesOfResource; ++i) {
      out << (out.tellp() > 0 ? "," : "[") << R"({"counter_name": ")" << meter
          << R"(", "counter_type": "gauge", "counter_unit": "x", "counter_volume": )" << i << R"(, "resource_id": ")"
          << batch << "." << resource << R"(", "project_id": "p", "user_id": "u", "resource_metadata": {"batch": ")"
          << batch << R"(", "kind": "load"}})";
    }
  }
  return out.str() + "]";
}

}  // namespace

Load::Load(std::string url, std::string name, int clients) : url_(std::move(url)), name_(std::move(name)) {
  for (int i = 0; i < clients; ++i) threads_.emplace_back([this, i] { post(i); });
}

std::string Load::last_refusal() {
  const std::lock_guard lock(mutex_);
  return last_refusal_;
}

void Load::stop() {
  ends_ = true;
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

void Load::post(int client) {
  while (!ends_) {
    const int number = count_++;
    const std::string batch = name_ + "-" + std::to_string(client) + "-" + std::to_string(number);
    const std::string meter = name_ + "-meter-" + std::to_string(number / kBatchesOfMeter);
    const Answer answer = Client().post(url_ + "v2/meters/" + meter + "?direct=True", batch_of(batch, meter));
    {
      const std::lock_guard lock(mutex_);
      answers_[batch] = answer.error == 0 ? answer.status : 0;
      if (answer.status != 201) last_refusal_ = std::to_string(answer.status) + " " + answer.body;
      if (answer.status == 503 && answer.header("Retry-After").empty()) lacks_retry_after_ = true;
    }
    if (answer.error == 0 && answer.status == 201) {
      ++acknowledged_;
    } else {
      ::poll(nullptr, 0, 20);  // who is refused does not come back at once
    }
  }
}

Comparison compare(const std::map<std::string, int>& answers, const std::string& name, const Ask& ask) {
  // Whole: both samples, of different ids and volumes, with their meter.
  const std::string whole = "|2|2|2|2";
  Comparison result;
  std::map<std::string, int> stored;  // resources of each batch
  for (const std::string& row :
       ask("SELECT r.resource_id, count(*), count(DISTINCT s.message_id), count(DISTINCT s.volume), count(m.id) FROM "
           "resource r LEFT JOIN sample s ON s.resource_id = r.internal_id LEFT JOIN meter m ON m.id = s.meter_id "
           "WHERE r.resource_id LIKE '" +
           name + "-%' GROUP BY r.resource_id")) {
    const auto bar = row.find('|');
    if (row.substr(bar) != whole) result.faults.push_back("not two samples of a resource: " + row);
    ++stored[row.substr(0, row.rfind('.', bar))];
  }
  for (const auto& [batch, status] : answers) {
    const auto found = stored.find(batch);
    const int resources = found == stored.end() ? 0 : found->second;
    if (resources != 0 && resources != kResources) result.faults.push_back("half of a batch: " + batch);
    if (status == 201) {
      ++result.acknowledged;
      if (resources == 0) result.faults.push_back("acknowledged and lost: " + batch);
    } else {
      ++(resources > 0 ? result.in_doubt : result.refused);
      if (status != 0 && status != 503) {
        result.faults.push_back(batch + " was answered " + std::to_string(status));
      }
    }
    if (found != stored.end()) stored.erase(found);
  }
  for (const auto& [batch, resources] : stored) result.faults.push_back("nobody posted " + batch);
  return result;
}

std::vector<std::string> faults_of_tables(const Ask& ask) {
  const std::array<std::string, 9> queries = {
      "SELECT 'a sample without its resource', s.id FROM sample s LEFT JOIN resource r ON r.internal_id = "
      "s.resource_id WHERE r.internal_id IS NULL",
      "SELECT 'a sample without its meter', s.id FROM sample s LEFT JOIN meter m ON m.id = s.meter_id WHERE m.id IS "
      "NULL",
      "SELECT 'a resource without samples', r.resource_id FROM resource r LEFT JOIN sample s ON s.resource_id = "
      "r.internal_id WHERE s.id IS NULL",
      "SELECT 'a meter without samples', m.name FROM meter m LEFT JOIN sample s ON s.meter_id = m.id WHERE s.id IS "
      "NULL",
      "SELECT 'a sample twice', message_id FROM sample GROUP BY message_id HAVING count(*) > 1",
      "SELECT 'a meter twice', name FROM meter GROUP BY name, type, unit HAVING count(*) > 1",
      "SELECT 'a resource twice', resource_id FROM resource GROUP BY resource_id, user_id, project_id, source_id, "
      "metadata_hash HAVING count(*) > 1",
      "SELECT 'a resource without its metadata', r.resource_id FROM resource r WHERE (SELECT count(DISTINCT meta_key) "
      "FROM metadata_text t WHERE t.id = r.internal_id) <> 2",
      "SELECT 'metadata without its resource', t.meta_key FROM metadata_text t LEFT JOIN resource r ON r.internal_id = "
      "t.id WHERE r.internal_id IS NULL"};
  std::vector<std::string> faults;
  for (const std::string& query : queries) {
    const auto rows = ask(query);
    faults.insert(faults.end(), rows.begin(), rows.end());
  }
  return faults;
}

}  // namespace ceilometer::test
