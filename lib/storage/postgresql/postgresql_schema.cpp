#include "storage/postgresql/postgresql_dialect.hpp"

namespace ceilometer::storage::postgresql {

namespace {

constexpr std::string_view kSchema = R"sql(
CREATE TABLE meter (
  id SERIAL NOT NULL,
  name VARCHAR(255) NOT NULL,
  type VARCHAR(255),
  unit VARCHAR(255),
  PRIMARY KEY (id),
  CONSTRAINT def_unique UNIQUE (name, type, unit)
);
CREATE INDEX ix_meter_name ON meter (name);
CREATE TABLE resource (
  internal_id SERIAL NOT NULL,
  user_id VARCHAR(255),
  project_id VARCHAR(255),
  source_id VARCHAR(255),
  resource_id VARCHAR(255) NOT NULL,
  resource_metadata TEXT,
  metadata_hash VARCHAR(32),
  PRIMARY KEY (internal_id)
);
CREATE INDEX ix_resource_metadata_hash ON resource (metadata_hash);
CREATE INDEX ix_resource_resource_id ON resource (resource_id);
CREATE TABLE event_type (
  id SERIAL NOT NULL,
  "desc" VARCHAR(255),
  PRIMARY KEY (id),
  UNIQUE ("desc")
);
CREATE TABLE metadata_text (
  id INTEGER NOT NULL,
  meta_key VARCHAR(255) NOT NULL,
  value TEXT,
  PRIMARY KEY (id, meta_key),
  FOREIGN KEY(id) REFERENCES resource (internal_id)
);
CREATE INDEX ix_meta_text_key ON metadata_text (meta_key);
CREATE TABLE metadata_bool (
  id INTEGER NOT NULL,
  meta_key VARCHAR(255) NOT NULL,
  value BOOLEAN,
  PRIMARY KEY (id, meta_key),
  FOREIGN KEY(id) REFERENCES resource (internal_id)
);
CREATE INDEX ix_meta_bool_key ON metadata_bool (meta_key);
CREATE TABLE metadata_int (
  id INTEGER NOT NULL,
  meta_key VARCHAR(255) NOT NULL,
  value BIGINT,
  PRIMARY KEY (id, meta_key),
  FOREIGN KEY(id) REFERENCES resource (internal_id)
);
CREATE INDEX ix_meta_int_key ON metadata_int (meta_key);
CREATE TABLE metadata_float (
  id INTEGER NOT NULL,
  meta_key VARCHAR(255) NOT NULL,
  value DOUBLE PRECISION,
  PRIMARY KEY (id, meta_key),
  FOREIGN KEY(id) REFERENCES resource (internal_id)
);
CREATE INDEX ix_meta_float_key ON metadata_float (meta_key);
CREATE TABLE sample (
  id SERIAL NOT NULL,
  meter_id INTEGER,
  resource_id INTEGER,
  volume DOUBLE PRECISION,
  timestamp TIMESTAMP WITHOUT TIME ZONE,
  recorded_at TIMESTAMP WITHOUT TIME ZONE,
  message_signature VARCHAR(64),
  message_id VARCHAR(128),
  PRIMARY KEY (id),
  FOREIGN KEY(meter_id) REFERENCES meter (id),
  FOREIGN KEY(resource_id) REFERENCES resource (internal_id)
);
CREATE INDEX ix_sample_meter_id ON sample (meter_id);
CREATE INDEX ix_sample_timestamp ON sample (timestamp);
CREATE INDEX ix_sample_resource_id ON sample (resource_id);
CREATE INDEX ix_sample_meter_id_resource_id ON sample (meter_id, resource_id);
CREATE TABLE event (
  id SERIAL NOT NULL,
  message_id VARCHAR(50),
  generated TIMESTAMP WITHOUT TIME ZONE,
  raw TEXT,
  event_type_id INTEGER,
  PRIMARY KEY (id),
  UNIQUE (message_id),
  FOREIGN KEY(event_type_id) REFERENCES event_type (id)
);
CREATE INDEX ix_event_message_id ON event (message_id);
CREATE INDEX ix_event_generated ON event (generated);
CREATE INDEX ix_event_type_id ON event (event_type_id);
CREATE TABLE trait_text (
  event_id INTEGER NOT NULL,
  "key" VARCHAR(255) NOT NULL,
  value VARCHAR(255),
  PRIMARY KEY (event_id, "key"),
  FOREIGN KEY(event_id) REFERENCES event (id)
);
CREATE INDEX ix_trait_text_event_id_key ON trait_text (event_id, "key");
CREATE TABLE trait_int (
  event_id INTEGER NOT NULL,
  "key" VARCHAR(255) NOT NULL,
  value INTEGER,
  PRIMARY KEY (event_id, "key"),
  FOREIGN KEY(event_id) REFERENCES event (id)
);
CREATE INDEX ix_trait_int_event_id_key ON trait_int (event_id, "key");
CREATE TABLE trait_float (
  event_id INTEGER NOT NULL,
  "key" VARCHAR(255) NOT NULL,
  value DOUBLE PRECISION,
  PRIMARY KEY (event_id, "key"),
  FOREIGN KEY(event_id) REFERENCES event (id)
);
CREATE INDEX ix_trait_float_event_id_key ON trait_float (event_id, "key");
CREATE TABLE trait_datetime (
  event_id INTEGER NOT NULL,
  "key" VARCHAR(255) NOT NULL,
  value TIMESTAMP WITHOUT TIME ZONE,
  PRIMARY KEY (event_id, "key"),
  FOREIGN KEY(event_id) REFERENCES event (id)
);
CREATE INDEX ix_trait_datetime_event_id_key ON trait_datetime (event_id, "key");
CREATE TABLE migrate_version (
  repository_id VARCHAR(250) NOT NULL,
  repository_path TEXT,
  version INTEGER,
  PRIMARY KEY (repository_id)
);
)sql";

}  // namespace

std::string_view PostgresqlDialect::create_schema() const { return kSchema; }

}  // namespace ceilometer::storage::postgresql
