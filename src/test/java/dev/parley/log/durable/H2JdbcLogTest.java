package dev.parley.log.durable;

import dev.parley.database.Databases;

class H2JdbcLogTest extends DurableLogContract {
  H2JdbcLogTest() {
    super(Databases.H2, true);
  }
}
