package dev.parley.log;

import dev.parley.database.Databases;

class PostgresJpaLogTest extends DurableLogContract {
  PostgresJpaLogTest() {
    super(Databases.POSTGRESQL, false);
  }
}
