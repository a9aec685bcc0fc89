#include "storage/mysql/mysql_dialect.hpp"

namespace ceilometer::storage::mysql {

namespace {

/// Each table with its indexes in one statement, and what is there is left: so that others may make them at the same
/// time, on another node of a cluster, and that what was broken off can be gone on with. Whoever sees "sample", which
/// is among the last, sees all that the module uses.
constexpr std::string_view kSchema = R"sql(
CREATE TABLE IF NOT EXISTS meter (
  id INTEGER NOT NULL AUTO_INCREMENT,
  name VARCHAR(255) NOT NULL,
  type VARCHAR(255),
  unit VARCHAR(255),
  PRIMARY KEY (id),
  CONSTRAINT def_unique UNIQUE (name, type, unit),
  KEY ix_meter_name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
CREATE TABLE IF NOT EXISTS resource (
  internal_id INTEGER NOT NULL AUTO_INCREMENT,
  user_id VARCHAR(255),
  project_id VARCHAR(255),
  source_id VARCHAR(255),
  resource_id VARCHAR(255) NOT NULL,
  resource_metadata TEXT,
  metadata_hash VARCHAR(32),
  PRIMARY KEY (internal_id),
  KEY ix_resource_metadata_hash (metadata_hash),
  KEY ix_resource_resource_id (resource_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
CREATE TABLE IF NOT EXISTS event_type (
  id INTEGER NOT NULL AUTO_INCREMENT,
  `desc` VARCHAR(255),
  PRIMARY KEY (id),
  UNIQUE (`desc`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
CREATE TABLE IF NOT EXISTS metadata_text (
  id INTEGER NOT NULL,
  meta_key VARCHAR(255) NOT NULL,
  value TEXT,
  PRIMARY KEY (id, meta_key),
  KEY ix_meta_text_key (meta_key),
  FOREIGN KEY(id) REFERENCES resource (internal_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
CREATE TABLE IF NOT EXISTS metadata_bool (
  id INTEGER NOT NULL,
  meta_key VARCHAR(255) NOT NULL,
  value TINYINT(1),
  PRIMARY KEY (id, meta_key),
  KEY ix_meta_bool_key (meta_key),
  FOREIGN KEY(id) REFERENCES resource (internal_id),
  CHECK (value IN (0, 1))
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
CREATE TABLE IF NOT EXISTS metadata_int (
  id INTEGER NOT NULL,
  meta_key VARCHAR(255) NOT NULL,
  value BIGINT,
  PRIMARY KEY (id, meta_key),
  KEY ix_meta_int_key (meta_key),
  FOREIGN KEY(id) REFERENCES resource (internal_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
CREATE TABLE IF NOT EXISTS metadata_float (
  id INTEGER NOT NULL,
  meta_key VARCHAR(255) NOT NULL,
  value DOUBLE,
  PRIMARY KEY (id, meta_key),
  KEY ix_meta_float_key (meta_key),
  FOREIGN KEY(id) REFERENCES resource (internal_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
CREATE TABLE IF NOT EXISTS event (
  id INTEGER NOT NULL AUTO_INCREMENT,
  message_id VARCHAR(50),
  generated DECIMAL(20, 6),
  raw TEXT,
  event_type_id INTEGER,
  PRIMARY KEY (id),
  UNIQUE (message_id),
  KEY ix_event_message_id (message_id),
  KEY ix_event_generated (generated),
  KEY ix_event_type_id (event_type_id),
  FOREIGN KEY(event_type_id) REFERENCES event_type (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
CREATE TABLE IF NOT EXISTS trait_text (
  event_id INTEGER NOT NULL,
  `key` VARCHAR(255) NOT NULL,
  value VARCHAR(255),
  PRIMARY KEY (event_id, `key`),
  KEY ix_trait_text_event_id_key (event_id, `key`),
  FOREIGN KEY(event_id) REFERENCES event (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
CREATE TABLE IF NOT EXISTS trait_int (
  event_id INTEGER NOT NULL,
  `key` VARCHAR(255) NOT NULL,
  value INTEGER,
  PRIMARY KEY (event_id, `key`),
  KEY ix_trait_int_event_id_key (event_id, `key`),
  FOREIGN KEY(event_id) REFERENCES event (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
CREATE TABLE IF NOT EXISTS trait_float (
  event_id INTEGER NOT NULL,
  `key` VARCHAR(255) NOT NULL,
  value DOUBLE,
  PRIMARY KEY (event_id, `key`),
  KEY ix_trait_float_event_id_key (event_id, `key`),
  FOREIGN KEY(event_id) REFERENCES event (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
CREATE TABLE IF NOT EXISTS trait_datetime (
  event_id INTEGER NOT NULL,
  `key` VARCHAR(255) NOT NULL,
  value DECIMAL(20, 6),
  PRIMARY KEY (event_id, `key`),
  KEY ix_trait_datetime_event_id_key (event_id, `key`),
  FOREIGN KEY(event_id) REFERENCES event (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
CREATE TABLE IF NOT EXISTS sample (
  id INTEGER NOT NULL AUTO_INCREMENT,
  meter_id INTEGER,
  resource_id INTEGER,
  volume DOUBLE,
  timestamp DECIMAL(20, 6),
  recorded_at DECIMAL(20, 6),
  message_signature VARCHAR(64),
  message_id VARCHAR(128),
  PRIMARY KEY (id),
  KEY ix_sample_meter_id (meter_id),
  KEY ix_sample_timestamp (timestamp),
  KEY ix_sample_resource_id (resource_id),
  KEY ix_sample_meter_id_resource_id (meter_id, resource_id),
  FOREIGN KEY(meter_id) REFERENCES meter (id),
  FOREIGN KEY(resource_id) REFERENCES resource (internal_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
CREATE TABLE IF NOT EXISTS migrate_version (
  repository_id VARCHAR(250) NOT NULL,
  repository_path TEXT,
  version INTEGER,
  PRIMARY KEY (repository_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
)sql";

}  // namespace

std::string_view MysqlDialect::create_schema() const { return kSchema; }

}  // namespace ceilometer::storage::mysql
