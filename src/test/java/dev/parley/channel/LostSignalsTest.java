package dev.parley.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.Bridge;
import dev.parley.cluster.Signal;
import dev.parley.config.ParleyConfig;
import dev.parley.log.routing.LogHealth;
import dev.parley.log.routing.RoutingLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two members over one database, with all their threads, between which every signal is lost. */
class LostSignalsTest {
  private static final String CHANNEL = "room:a";

  private final DataSource database =
      JdbcConnectionPool.create(
          "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");

  @Test
  @DisplayName("[L5] whatever another member stores arrives although no signal of it does")
  void everythingArrivesWithoutASignal() {
    try (RunningChannels here = member();
        RunningChannels there = member()) {
      FakeSubscriber subscriber = here.subscribe(CHANNEL, "c1");
      Awaitility.await().until(() -> subscriber.events.contains("subscribed 0"));
      for (int rounds = 1; rounds <= 3; rounds++) {
        for (int i = 0; i < 700; i++) {
          there.publisher.publish(ChannelTestServer.message(CHANNEL, "1"));
        }
        there
            .publisher
            .publish(ChannelTestServer.message(CHANNEL, "1"))
            .toCompletableFuture()
            .join();
        List<Long> all = LongStream.rangeClosed(1, rounds * 701L).boxed().toList();
        // Two seconds where the machine is free; here it may be busy with other tests.
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .untilAsserted(() -> assertThat(subscriber.offsets()).isEqualTo(all));
      }
      assertThat(subscriber.events).noneMatch(word -> word.startsWith("ended"));
    }
  }

  /** A bridge that carries what a member says to itself, and nothing else. */
  private static final class BrokenBridge implements Bridge {
    private volatile Receiver receiver;

    @Override
    public void send(Signal signal) {
      receiver.receive(signal);
    }

    @Override
    public void connect(Receiver newReceiver) {
      receiver = newReceiver;
    }

    @Override
    public CompletionStage<Void> addInterest(String channel) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void removeInterest(String channel) {
      // Nobody is told anything.
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  private RunningChannels member() {
    ParleyConfig config = ParleyConfig.of(Map.of());
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    RoutingLog log = RoutingLog.open(database, Map.of(), config, meters);
    Awaitility.await().until(new LogHealth(log)::migrated);
    return new RunningChannels(config, log, new BrokenBridge(), meters);
  }
}
