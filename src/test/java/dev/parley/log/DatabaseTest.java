package dev.parley.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.persistence.EntityManagerFactory;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DatabaseTest {
  private final LogMetrics metrics = new LogMetrics(new SimpleMeterRegistry());

  @Test
  @DisplayName("[L6] a database that goes away between migration and first use is opened later")
  void opensAfterAFirstFailure() throws SQLException {
    FaultyDataSource faulty = new FaultyDataSource(Databases.H2.fresh());
    new Schema(faulty.proxy()).migrate();
    // A container hands out the same factory each time.
    EntityManagerFactory one = ChannelLogs.standalone(faulty.proxy(), Map.of()).get();
    Database database = new Database(() -> one, metrics);
    assertThatThrownBy(database::begin).isInstanceOf(NotReadyException.class);
    faulty.away(true);
    assertThatThrownBy(() -> database.open("h2")).isInstanceOf(RuntimeException.class);
    assertThat(database.isOpen()).isFalse();
    faulty.away(false);
    database.open("h2");
    assertThat(database.isOpen()).isTrue();
    new Heads(database).create(List.of("room:a"));
    one.close();
  }
}
