package dev.parley.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.it.Client;
import dev.parley.it.Member;
import dev.parley.it.NodeSuite;
import dev.parley.testing.JsonTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * Writers and readers that use a cluster all the time: official clients in a process of Node, which
 * connect to the next member when one fails. They have their own rooms.
 *
 * <p>{@link #awaitFlow} waits until all of them are served. {@link #assertNothingLostOrDoubled}
 * checks the rules L1 to L5.
 */
final class Traffic implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final int READERS = 3;
  private static final List<String> WRITERS = List.of("socket1", "socket2", "api1", "api2");
  private static final int FEW = 10;

  private final Cluster cluster;
  private final List<String> rooms;
  private final Ledger ledger = new Ledger();
  private final Process process;
  private final AtomicBoolean ready = new AtomicBoolean();
  private final AtomicBoolean written = new AtomicBoolean();

  private Traffic(Cluster cluster, List<String> urls, String name) throws IOException {
    this.cluster = cluster;
    this.rooms = Stream.of("a", "b").map(room -> "room:" + name + "-" + room).toList();
    ProcessBuilder command =
        NodeSuite.command(
            "traffic",
            Map.of(
                "PARLEY_URL", urls.get(0),
                "PARLEY_URLS", String.join(",", urls),
                "PARLEY_API_KEY", "dev",
                "PARLEY_ROOMS", String.join(",", rooms)));
    this.process = command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Thread listener = new Thread(this::listen, "traffic");
    listener.setDaemon(true);
    listener.start();
  }

  /** Starts them, and waits until the readers are live and the writers begin. */
  static Traffic start(Cluster cluster, String name) throws IOException {
    return start(cluster, cluster.urls(), name);
  }

  /** The same through a load balancer, whose address is all they know. */
  static Traffic through(String balancer, Cluster cluster, String name) throws IOException {
    return start(cluster, List.of(balancer), name);
  }

  private static Traffic start(Cluster cluster, List<String> urls, String name) throws IOException {
    Traffic traffic = new Traffic(cluster, urls, name);
    try {
      traffic.await("the readers are live").untilTrue(traffic.ready);
    } catch (RuntimeException e) {
      traffic.close();
      throw e;
    }
    return traffic;
  }

  private void listen() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Map<String, Object> event = JsonTree.object(line);
        ledger.note(event);
        if (event.containsKey("ready")) {
          ready.set(true);
        } else if (event.containsKey("written")) {
          written.set(true);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends them the address of a new member. */
  void tellOf(Member member) throws IOException {
    say("member " + member.url());
  }

  /**
   * Waits until every writer has a few more acknowledgements, and every reader has received all
   * that is acknowledged then.
   */
  void awaitFlow() {
    awaitFlow(FEW);
  }

  /** The same, with this many more publications. */
  void awaitFlow(int more) {
    awaitMore(WRITERS, more);
    awaitHeard(ledger.heads());
  }

  /** The same, and each of these members has acknowledged a few more publications. */
  void awaitFlowThrough(Member... members) {
    awaitMore(Stream.concat(WRITERS.stream(), Stream.of(members).map(Member::url)).toList(), FEW);
    awaitHeard(ledger.heads());
  }

  private void awaitMore(List<String> names, int more) {
    Map<String, Integer> before = new HashMap<>();
    names.forEach(name -> before.put(name, ledger.promisedBy(name)));
    await(more + " more promises to or by each of " + names)
        .until(
            () ->
                before.entrySet().stream()
                    .allMatch(each -> ledger.promisedBy(each.getKey()) >= each.getValue() + more));
  }

  private void awaitHeard(Map<String, Long> heads) {
    await("all readers have got " + heads).until(() -> ledger.isHeard(heads, READERS));
  }

  private ConditionFactory await(String what) {
    return Awaitility.await(what)
        .atMost(LONGEST)
        .failFast(
            () -> {
              assertThat(ledger.problems()).isEmpty();
              assertThat(process.isAlive()).as("the writers and readers are there").isTrue();
            });
  }

  /**
   * Stops the writers. Then every reader must receive all that is stored, once and in order, and
   * each living member must have all that was acknowledged.
   */
  void assertNothingLostOrDoubled() throws IOException {
    say("stop");
    await("the writers stop").untilTrue(written);
    List<String> urls = cluster.urlsAlive();
    for (String room : rooms) {
      List<String> log = Client.wholeLog(urls.get(0), room);
      awaitHeard(Map.of(room, (long) log.size()));
      for (String url : urls) {
        ledger.assertLog(room, Client.wholeLog(url, room));
      }
    }
  }

  private void say(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** The process ends when its input ends. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
