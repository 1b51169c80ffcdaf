package dev.parley.log.durable;

import dev.parley.database.Databases;

class PostgresJdbcLogTest extends DurableLogContract {
  PostgresJdbcLogTest() {
    super(Databases.POSTGRESQL, true);
  }
}
