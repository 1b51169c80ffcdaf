package dev.parley.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.it.Client;
import dev.parley.it.Member;
import dev.parley.testing.JsonTree;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;

/**
 * Two clients that take no part in the attacks. One publishes to a room, the other receives. They
 * may not lose a message. Safe for all threads.
 */
final class Bystanders implements AutoCloseable {
  /** The user of the first one. */
  static final String USER = "bystander";

  /** The number of their sessions. */
  static final int SESSIONS = 2;

  private static final String ROOM = "room:bystanders";
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private final Client publisher;
  private final Client receiver;
  private long published;

  Bystanders(Member member) {
    publisher = Client.connect(member.url(), USER);
    receiver = Client.connect(member.url(), USER + "-2");
    call(publisher, "subscribe", "{\"channel\":\"" + ROOM + "\"}");
    call(receiver, "subscribe", "{\"channel\":\"" + ROOM + "\"}");
  }

  /** Publishes one more message and waits until all have arrived, each once and in order. */
  synchronized void assertServed(String during) {
    published++;
    call(publisher, "publish", "{\"channel\":\"" + ROOM + "\",\"data\":" + published + "}");
    List<Long> all = LongStream.rangeClosed(1, published).boxed().toList();
    Awaitility.await("the bystanders are served during " + during)
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(() -> assertThat(received()).isEqualTo(all));
  }

  private List<Long> received() {
    return receiver.pushes().stream()
        .filter(push -> push.get("pub") != null)
        .map(push -> JsonTree.number(JsonTree.object(push, "pub"), "data"))
        .toList();
  }

  private static void call(Client client, String command, String request) {
    Map<String, Object> reply =
        client.call(command, request).orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
    assertThat(reply).as(command).containsKey(command);
  }

  @Override
  public void close() {
    publisher.close();
    receiver.close();
  }
}
