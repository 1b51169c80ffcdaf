package dev.parley.cluster.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.Signals;
import dev.parley.config.ParleyConfig;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The contract over Hazelcast, between members in this process that join and leave. */
class HazelcastMembersTest extends SeveralMembersContract {
  private static final List<Integer> PORTS = List.of(freePort(), freePort(), freePort());

  private static TestMember first;
  private static TestMember second;

  @BeforeAll
  static void start() {
    first = member(0);
    second = member(1);
    CompletableFuture.allOf(
            CompletableFuture.runAsync(first::connect, TestThread::start),
            CompletableFuture.runAsync(second::connect, TestThread::start))
        .join();
    awaitMembers(2, first, second);
    TestMember.awaitJoined(first, second);
  }

  @AfterAll
  static void stop() {
    first.close();
    second.close();
  }

  @Test
  @DisplayName(
      "[B1] [B2] a member that joins late learns the interests, and is forgotten when it leaves")
  void joinsLateAndLeaves() {
    first.addInterest(channel);
    try (TestMember third = member(2).connect()) {
      third.addInterest(channel + "/third");
      awaitMembers(3, first, second, third);
      third.bridge.send(Signals.published(channel, 1));
      awaitReceived(first.signals, List.of(Signals.published(channel, 1)));
      second.bridge.send(Signals.published(channel + "/third", 1));
      awaitReceived(third.signals, List.of(Signals.published(channel + "/third", 1)));
    }
    awaitMembers(2, first, second);
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(first.messages.all())
                    .extracting(RecordingMessageListener.Received::event)
                    .contains("left"));
    first.addInterest(channel + "/after");
    second.bridge.send(Signals.published(channel + "/after", 1));
    awaitReceived(first.signals, List.of(Signals.published(channel + "/after", 1)));
  }

  private static TestMember member(int index) {
    return member(PORTS.get(index), PORTS);
  }

  /** A member on a port, that looks for others on these. */
  static TestMember member(int port, List<Integer> ports) {
    return member("localhost", port, "localhost", ports);
  }

  /**
   * The same on another address.
   *
   * @param written how that stands before a colon and a port
   */
  static TestMember member(String host, int port, String written, List<Integer> ports) {
    Map<String, String> settings = new HashMap<>();
    settings.put("parley.cluster.discovery", "members");
    settings.put(
        "parley.cluster.members",
        String.join(",", ports.stream().map(each -> written + ":" + each).toList()));
    settings.put("parley.cluster.host", host);
    settings.put("parley.cluster.port", Integer.toString(port));
    settings.put("parley.cluster.secret", TestMember.SECRET);
    return new TestMember(new HazelcastTransport(HazelcastSettings.of(ParleyConfig.of(settings))));
  }

  private static void awaitMembers(int count, TestMember... all) {
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(all).allSatisfy(one -> assertThat(one.members()).isEqualTo(count)));
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Threads of their own, because the two wait for each other. */
  private static final class TestThread {
    static void start(Runnable work) {
      TestMember.daemon(work).start();
    }
  }

  @Override
  TestMember firstMember() {
    return first;
  }

  @Override
  TestMember secondMember() {
    return second;
  }
}
