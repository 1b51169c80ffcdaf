package dev.parley.log.durable;

import dev.parley.database.Databases;

class H2JpaLogTest extends DurableLogContract {
  H2JpaLogTest() {
    super(Databases.H2, false);
  }
}
