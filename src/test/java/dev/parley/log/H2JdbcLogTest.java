package dev.parley.log;

class H2JdbcLogTest extends DurableLogContract {
  H2JdbcLogTest() {
    super(Databases.H2, true);
  }
}
