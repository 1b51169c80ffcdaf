package dev.parley.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.SingleMemberBridge;
import dev.parley.config.ParleyConfig;
import dev.parley.log.routing.RoutingLog;
import dev.parley.protocol.StreamPosition;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.awaitility.Awaitility;

/** Many threads publish while others subscribe and leave: the real log in memory, real threads. */
class ConcurrentMessagesTest {
  private static final int MESSAGES = 60;

  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  @Label("[L4] every subscriber gets every confirmed message exactly once and in order")
  void everySubscriberGetsEveryConfirmedMessageOnceInOrder(
      @ForAll @IntRange(min = 1, max = 6) int publishers,
      @ForAll @IntRange(min = 1, max = 3) int channels,
      @ForAll @IntRange(min = 1, max = 4) int subscribers)
      throws InterruptedException {
    try (RunningChannels server = running()) {
      List<FakeSubscriber> listening = new ArrayList<>();
      Map<String, Set<Long>> confirmed = new ConcurrentHashMap<>();
      CountDownLatch outcomes = new CountDownLatch(publishers * MESSAGES);
      List<Thread> threads = new ArrayList<>();
      for (int p = 0; p < publishers; p++) {
        int first = p;
        threads.add(
            new Thread(
                () -> {
                  for (int i = 0; i < MESSAGES; i++) {
                    String channel = "feed:" + (first + i) % channels;
                    publish(
                        server,
                        channel,
                        position -> {
                          confirmed
                              .computeIfAbsent(channel, name -> ConcurrentHashMap.newKeySet())
                              .add(position.offset());
                          outcomes.countDown();
                        });
                  }
                }));
      }
      for (int c = 0; c < channels; c++) {
        listening.add(server.subscribe("feed:" + c, "early" + c));
      }
      threads.forEach(Thread::start);
      for (int s = 0; s < subscribers; s++) {
        listening.add(server.subscribe("feed:" + s % channels, "late" + s));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(outcomes.await(30, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < listening.size(); i++) {
        String channel = "feed:" + (i < channels ? i : (i - channels) % channels);
        long head = confirmed.getOrDefault(channel, Set.of()).size();
        assertThat(new HashSet<>(confirmed.getOrDefault(channel, Set.of()))).hasSize((int) head);
        FakeSubscriber subscriber = listening.get(i);
        Awaitility.await()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(5))
            .untilAsserted(
                () -> {
                  assertThat(subscriber.result).isNotNull();
                  assertThat(subscriber.offsets())
                      .hasSize((int) (head - subscriber.result.position().offset()));
                });
        assertThat(subscriber.offsets())
            .containsExactlyElementsOf(
                LongStream.rangeClosed(subscriber.result.position().offset() + 1, head)
                    .boxed()
                    .toList());
      }
    }
  }

  private static RunningChannels running() {
    ParleyConfig config =
        ParleyConfig.of(
            Map.of(
                "parley.namespaces", "feed",
                "parley.namespace.feed.log", "memory",
                "parley.namespace.feed.subscribe", "users"));
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    RoutingLog log = RoutingLog.open(null, new HashMap<>(), config, meters);
    return new RunningChannels(config, log, new SingleMemberBridge(), meters);
  }

  private static void publish(
      RunningChannels server, String channel, Consumer<StreamPosition> confirmed) {
    server.publisher.publish(ChannelTestServer.message(channel, "1")).thenAccept(confirmed);
  }
}
