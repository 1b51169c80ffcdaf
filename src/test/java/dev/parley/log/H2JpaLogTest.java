package dev.parley.log;

import dev.parley.database.Databases;

class H2JpaLogTest extends DurableLogContract {
  H2JpaLogTest() {
    super(Databases.H2, false);
  }
}
