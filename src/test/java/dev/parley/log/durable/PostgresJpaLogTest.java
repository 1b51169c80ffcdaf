package dev.parley.log.durable;

import dev.parley.database.Databases;

class PostgresJpaLogTest extends DurableLogContract {
  PostgresJpaLogTest() {
    super(Databases.POSTGRESQL, false);
  }
}
