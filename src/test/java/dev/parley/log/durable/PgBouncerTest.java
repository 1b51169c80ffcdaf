package dev.parley.log.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.database.Database;
import dev.parley.database.Databases;
import dev.parley.database.PgBouncer;
import dev.parley.log.RecordedResults;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** PostgreSQL behind a PgBouncer in transaction mode. */
@EnabledIf("dev.parley.database.PgBouncer#isInstalled")
class PgBouncerTest {
  private static final int EACH = 500;

  private final RecordedResults results = new RecordedResults();
  private PgBouncer bouncer;

  @BeforeEach
  void start() throws IOException, SQLException {
    bouncer = PgBouncer.start(Databases.POSTGRESQL.fresh());
  }

  @AfterEach
  void end() {
    bouncer.close();
  }

  @Test
  @DisplayName("[L9] members behind a PgBouncer in transaction mode make their tables and append")
  void severalMembers() {
    DataSource database = Databases.pool(bouncer.urlThatWorks());
    try (TestLogs one = TestLogs.open(database);
        TestLogs two = TestLogs.open(database)) {
      List<CompletableFuture<Long>> all = new ArrayList<>();
      for (int i = 0; i < EACH; i++) {
        all.add(results.append(one.log(), "room:bouncer", "1-" + i, "1-" + i));
        all.add(results.append(two.log(), "room:bouncer", "2-" + i, null));
        all.add(results.append(two.log(), "room:" + i, "3-" + i, null));
      }
      List<Long> offsets = all.stream().map(RecordedResults::get).toList();
      assertThat(offsets).filteredOn(offset -> offset == 1).hasSize(EACH + 1);
      // A member that appends may trust an old head for a moment; a new one reads all.
      try (TestLogs reader = TestLogs.open(database)) {
        assertThat(RecordedResults.offsets(reader.log().readAfter("room:bouncer", 0, 2 * EACH)))
            .isEqualTo(LongStream.rangeClosed(1, 2 * EACH).boxed().toList());
      }
      assertThat(one.failures("transient") + two.failures("transient")).isZero();
    }
  }

  @Test
  @DisplayName("[L9] where prepared statements are lost, the start says so and makes no tables")
  void withoutThePropertyOfTheDriver() throws SQLException {
    Logger logger = Logger.getLogger("dev.parley.database.Database");
    List<String> messages = new CopyOnWriteArrayList<>();
    Handler handler = new RecordingHandler(messages);
    logger.addHandler(handler);
    try (Database database =
        Database.of(Databases.pool(bouncer.url()), Map.of(), TestLogs::daemon)) {
      database.start();
      Awaitility.await().until(() -> !messages.isEmpty());
      assertThat(messages.get(0)).contains("prepareThreshold=0");
      assertThat(database.isOpen()).isFalse();
    } finally {
      logger.removeHandler(handler);
    }
    try (Connection connection = Databases.pool(bouncer.urlThatWorks()).getConnection();
        ResultSet tables = connection.getMetaData().getTables(null, null, "parley%", null)) {
      assertThat(tables.next()).isFalse();
    }
  }

  /** Records the messages of failures. */
  private static final class RecordingHandler extends Handler {
    private final List<String> messages;

    RecordingHandler(List<String> messages) {
      this.messages = messages;
    }

    @Override
    public void publish(LogRecord line) {
      if (line.getThrown() != null) {
        messages.add(line.getThrown().getMessage());
      }
    }

    @Override
    public void flush() {
      // Nothing waits.
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
