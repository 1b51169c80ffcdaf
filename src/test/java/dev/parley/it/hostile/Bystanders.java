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
 * Two clients who have nothing to do with the attacks: one writes into a room, the other reads all
 * of it. Nothing that happens beside them may cost them a message.
 */
final class Bystanders implements AutoCloseable {
  /** Who they are. */
  static final String USER = "neighbour";

  /** How many sessions they are. */
  static final int SESSIONS = 2;

  private static final String ROOM = "room:neighbours";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Client writer;
  private final Client reader;
  private long written;

  Bystanders(Member member) {
    writer = Client.connect(member.url(), USER);
    reader = Client.connect(member.url(), USER + "-2");
    call(writer, "subscribe", "{\"channel\":\"" + ROOM + "\"}");
    call(reader, "subscribe", "{\"channel\":\"" + ROOM + "\"}");
  }

  /** Writes one more message and waits until all have been read, each once and in order. */
  void assertServed(String during) {
    written++;
    call(writer, "publish", "{\"channel\":\"" + ROOM + "\",\"data\":" + written + "}");
    List<Long> all = LongStream.rangeClosed(1, written).boxed().toList();
    Awaitility.await("the neighbours are served during " + during)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(() -> assertThat(read()).isEqualTo(all));
  }

  private List<Long> read() {
    return reader.pushes().stream()
        .filter(push -> push.get("pub") != null)
        .map(push -> JsonTree.number(JsonTree.object(push, "pub"), "data"))
        .toList();
  }

  private static void call(Client client, String command, String request) {
    Map<String, Object> reply =
        client.call(command, request).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    assertThat(reply).as(command).containsKey(command);
  }

  @Override
  public void close() {
    writer.close();
    reader.close();
  }
}
