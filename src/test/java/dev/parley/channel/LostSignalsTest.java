package dev.parley.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.Bridge;
import dev.parley.cluster.Signal;
import dev.parley.config.ParleyConfig;
import dev.parley.log.ChannelLogs;
import dev.parley.log.LogHealth;
import dev.parley.presence.Presence;
import dev.parley.protocol.JsonCodec;
import dev.parley.protocol.JsonReader;
import dev.parley.sweep.Sweepers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadFactory;
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
    try (Running here = new Running(database);
        Running there = new Running(database)) {
      FakeSubscriber subscriber = new FakeSubscriber("c1", Runnable::run);
      here.channels.subscribe(CHANNEL, subscriber, null, true, subscriber.outcome());
      Awaitility.await().until(() -> subscriber.heard.contains("subscribed 0"));
      for (int rounds = 1; rounds <= 3; rounds++) {
        for (int i = 0; i < 700; i++) {
          there.publisher.publish(House.message(CHANNEL, "1"), new Outcome());
        }
        there.publisher.publish(House.message(CHANNEL, "1")).join();
        List<Long> all = LongStream.rangeClosed(1, rounds * 701L).boxed().toList();
        // Two seconds where the machine is free; here it may be busy with other tests.
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .untilAsserted(() -> assertThat(subscriber.offsets()).isEqualTo(all));
      }
      assertThat(subscriber.heard).noneMatch(word -> word.startsWith("ended"));
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
    public CompletionStage<Void> listen(String channel) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void unlisten(String channel) {
      // Nobody is told anything.
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  /** A member put together as in a container, but for the sessions. */
  private static final class Running implements AutoCloseable {
    private final ChannelLogs log;
    private final LogReads reads;
    private final Sweepers sweepers;
    private final HeadWatch heads;
    private final Channels channels;
    private final Publisher publisher;

    Running(DataSource database) {
      ThreadFactory daemons =
          work -> {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            return thread;
          };
      ParleyConfig config = ParleyConfig.of(Map.of());
      SimpleMeterRegistry meters = new SimpleMeterRegistry();
      log = ChannelLogs.open(database, Map.of(), config, meters);
      Awaitility.await().until(new LogHealth(log)::migrated);
      JsonCodec codec = new JsonCodec(new JsonReader(64), 100);
      Bridge bridge = new BrokenBridge();
      Presence presence = new Presence();
      ChannelNames names = new ChannelNames(config);
      reads = new LogReads(config, daemons);
      sweepers = new Sweepers(config, meters, daemons);
      Flusher flusher = new Flusher(config, codec, meters, sweepers);
      LogPages pages = new LogPages(config, log, reads);
      ActiveChannels active =
          new ActiveChannels(config, pages, flusher, presence, bridge, codec, meters);
      channels = new Channels(config, names, active, pages, presence);
      publisher = new Publisher(names, active, log, bridge, meters);
      heads = new HeadWatch(config, active, log, bridge, meters, daemons);
      heads.start(this);
    }

    @Override
    public void close() {
      heads.stop();
      sweepers.stop();
      reads.stop();
      log.close();
    }
  }
}
