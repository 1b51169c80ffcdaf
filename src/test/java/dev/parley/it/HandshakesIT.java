package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Connects and disconnects thousands of times, in every way a connection can end. The heap of the
 * server must be as before.
 *
 * <p>{@code -Dparley.it.handshakes} says how many; {@code mvn verify -Plong} makes 20,000.
 */
@Tag("scaled")
class HandshakesIT {
  private static final int HANDSHAKES = Integer.getInteger("parley.it.handshakes", 2000);

  /** All connections come from one address and one user. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "PARLEY_DEV", "true",
          "PARLEY_RATES", "false",
          "PARLEY_LIMIT_SESSIONS_PER_USER", "0");

  /** So many connections are open at a time. */
  private static final int WAVE = 500;

  /** Pools and caches may keep a part of one wave. A leak would keep a part of all. */
  private static final int MOST_LEFT = 200;

  /** Objects of the JDK that come with loading classes, however many connections there were. */
  private static final int NOISE = 10_000;

  private static final List<String> SERVER_PACKAGES =
      List.of("dev.parley.", "com.ibm.", "io.openliberty.", "org.jboss.", "jakarta.");

  /** Classes with an object for each open connection. */
  private static final List<String> OF_A_CONNECTION =
      Stream.concat(
              HeapHistogram.OF_A_WEBSOCKET.stream(),
              Stream.of(
                  "com.ibm.ws.http.channel.internal.inbound.HttpInboundLink",
                  "com.ibm.ws.http.channel.internal.HttpRequestMessageImpl",
                  "com.ibm.ws.tcpchannel.internal.TCPConnLink"))
          .toList();

  /** Parts of the names that Liberty has given to HTTP sessions in its releases. */
  private static final List<String> HTTP_SESSIONS =
      List.of("HttpSessionImpl", "HttpSessionFacade", "MemorySession", "SessionData");

  private final ExecutorService threads = Executors.newFixedThreadPool(32);
  private String token;

  @Test
  @DisplayName("[O2] a connection that is gone leaves nothing in memory")
  void connectionsThatAreGoneLeaveNothing() {
    try (Member member = Member.of("handshakes", SETTINGS).start()) {
      token = Client.token(member.url(), "u1");
      // The first ones fill pools and caches and load classes.
      comeAndGo(member, WAVE);
      awaitNoSession(member);
      HeapHistogram before = HeapHistogram.afterFullCollection(member.pid());

      List<RawClient> open = openAll(member, WAVE);
      HeapHistogram during = HeapHistogram.afterFullCollection(member.pid());
      for (String name : OF_A_CONNECTION) {
        assertThat(during.of(name)).as(name).isGreaterThanOrEqualTo(before.of(name) + WAVE / 2);
      }
      endAll(open);
      for (int done = WAVE; done < HANDSHAKES; done += WAVE) {
        comeAndGo(member, WAVE);
      }

      Awaitility.await("the heap is as it was")
          .atMost(Duration.ofMinutes(3))
          .pollInterval(Duration.ofSeconds(2))
          .untilAsserted(
              () -> {
                HeapHistogram after = HeapHistogram.afterFullCollection(member.pid());
                assertThat(after.grownSince(before, MOST_LEFT, SERVER_PACKAGES))
                    .as("objects more than before %d connections", HANDSHAKES)
                    .isEmpty();
                assertThat(after.grownSince(before, HANDSHAKES + NOISE, List.of("")))
                    .as("objects of any kind more than before %d connections", HANDSHAKES)
                    .isEmpty();
                for (String part : HTTP_SESSIONS) {
                  assertThat(after.namedLike(part)).as(part).isEmpty();
                }
              });
    } finally {
      threads.shutdownNow();
    }
  }

  private void comeAndGo(Member member, int count) {
    endAll(openAll(member, count));
  }

  private List<RawClient> openAll(Member member, int count) {
    return all(
        count,
        i -> {
          RawClient client = RawClient.open(member.url());
          if (i % 4 != 3) {
            client.subscribe(token, "event:handshakes-" + i % 50);
          }
          return client;
        });
  }

  /** A quarter each: closed, cut off, reset, and reset before the first command. */
  private void endAll(List<RawClient> clients) {
    all(
        clients.size(),
        i -> {
          RawClient client = clients.get(i);
          switch (i % 4) {
            case 0 -> client.close();
            case 1 -> client.leave();
            default -> client.reset();
          }
          return client;
        });
  }

  private interface Step<T> {
    T of(int i) throws IOException;
  }

  private <T> List<T> all(int count, Step<T> step) {
    IntFunction<CompletableFuture<T>> start =
        i ->
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return step.of(i);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                },
                threads);
    List<CompletableFuture<T>> started = IntStream.range(0, count).mapToObj(start).toList();
    List<T> results = new ArrayList<>();
    started.forEach(one -> results.add(one.orTimeout(5, TimeUnit.MINUTES).join()));
    return results;
  }

  private static void awaitNoSession(Member member) {
    Awaitility.await("no session")
        .atMost(Duration.ofMinutes(2))
        .until(() -> Client.metric(member.url(), "parley_sessions") == 0);
  }
}
