package dev.parley.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.config.ParleyConfig;
import dev.parley.log.routing.LogHealth;
import dev.parley.log.routing.RoutingLog;
import dev.parley.protocol.StreamPosition;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a crowd that comes back costs the database. */
class RecoveryQueriesTest {
  private static final String CHANNEL = "room:a";
  private static final int CLIENTS = 100;
  private static final int ENTRIES = 1000;

  private final DataSource database =
      JdbcConnectionPool.create(
          "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");

  private RoutingLog open(SimpleMeterRegistry meters) {
    RoutingLog logs = RoutingLog.open(database, Map.of(), ParleyConfig.of(Map.of()), meters);
    LogHealth health = new LogHealth(logs);
    Awaitility.await().until(health::migrated);
    return logs;
  }

  private static ChannelTestServer server(RoutingLog logs) {
    return new ChannelTestServer(null, logs, new FakeBridge(new ArrayList<>()));
  }

  @Test
  @DisplayName("[L4] clients that come back at once are one query, however long they take")
  void aCrowdIsOneQuery() {
    String epoch;
    try (RoutingLog logs = open(new SimpleMeterRegistry())) {
      ChannelTestServer writer = server(logs);
      List<CompletableFuture<StreamPosition>> stored = new ArrayList<>();
      for (int i = 0; i < ENTRIES; i++) {
        stored.add(
            writer
                .publisher
                .publish(ChannelTestServer.message(CHANNEL, "1"))
                .toCompletableFuture());
      }
      epoch = stored.get(ENTRIES - 1).join().epoch();
      stored.forEach(CompletableFuture::join);
    }
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (RoutingLog logs = open(meters)) {
      ChannelTestServer server = server(logs);
      double before = meters.get("parley.log.queries").counter().count();
      List<FakeSubscriber> crowd = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        FakeSubscriber subscriber = server.subscriber("c" + i);
        crowd.add(subscriber);
        server.subscribe(CHANNEL, subscriber, new StreamPosition(0, epoch));
      }
      server.settle();
      List<Long> all = LongStream.rangeClosed(1, ENTRIES).boxed().toList();
      assertThat(crowd).allSatisfy(each -> assertThat(each.offsets()).isEqualTo(all));
      assertThat(meters.get("parley.log.queries").counter().count() - before).isEqualTo(1);
    }
  }
}
