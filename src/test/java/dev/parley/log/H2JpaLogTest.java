package dev.parley.log;

class H2JpaLogTest extends DurableLogContract {
  H2JpaLogTest() {
    super(Databases.H2, false);
  }
}
