package dev.parley.log;

class PostgresJdbcLogTest extends DurableLogContract {
  PostgresJdbcLogTest() {
    super(Databases.POSTGRESQL, true);
  }
}
