package dev.parley.log;

class PostgresJpaLogTest extends DurableLogContract {
  PostgresJpaLogTest() {
    super(Databases.POSTGRESQL, false);
  }
}
