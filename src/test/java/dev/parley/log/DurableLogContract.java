package dev.parley.log;

import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The contract over one database and one way of inserting. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DurableLogContract extends ChannelLogContract {
  private final Databases database;
  private final boolean direct;
  TestLogs member;

  DurableLogContract(Databases database, boolean direct) {
    this.database = database;
    this.direct = direct;
  }

  @BeforeAll
  void open() {
    member = new TestLogs(database.fresh(), Clock.systemUTC(), direct).awaitOpen();
  }

  @AfterAll
  void close() {
    member.close();
  }

  @Override
  ChannelLog log() {
    return member.log();
  }

  @Override
  String namespace() {
    return "room";
  }
}
