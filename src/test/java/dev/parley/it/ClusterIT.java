package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.JsonTree;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Two members, each a process, on one PostgreSQL: to their clients they are one. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {
  private static final int EACH = 200;

  private static EmbeddedPostgres postgres;
  private static Member a;
  private static Member b;

  @BeforeAll
  static void start() throws IOException {
    postgres = EmbeddedPostgres.builder().start();
    int portA = Member.freePort();
    int portB = Member.freePort();
    a = member("cluster-a", portA, portB);
    b = member("cluster-b", portB, portA);
    CompletableFuture<?> other = CompletableFuture.runAsync(b::start);
    a.start();
    other.join();
    awaitMembers(2, a, b);
  }

  private static Member member(String name, int port, int otherPort) {
    return Member.of(
        name,
        Map.of(
            "PARLEY_DEV",
            "true",
            "PARLEY_DB_URL",
            "jdbc:postgresql://localhost:"
                + postgres.getPort()
                + "/postgres?reWriteBatchedInserts=true",
            "PARLEY_DB_USER",
            "postgres",
            "PARLEY_NODE_NAME",
            name,
            "PARLEY_CLUSTER_DISCOVERY",
            "members",
            "PARLEY_CLUSTER_MEMBERS",
            "localhost:" + port + ",localhost:" + otherPort,
            "PARLEY_CLUSTER_PORT",
            Integer.toString(port),
            "PARLEY_CLUSTER_SECRET",
            "a secret for tests only"));
  }

  @AfterAll
  static void stop() throws IOException {
    a.close();
    b.close();
    postgres.close();
  }

  @Test
  @Order(1)
  @DisplayName(
      "[L4] [B1] what is published on either member reaches the clients of both once and in order")
  void bothWays() {
    try (Client onA = Client.connect(a.url(), "anna");
        Client onB = Client.connect(b.url(), "bert")) {
      for (String room : List.of("room:x", "event:x")) {
        subscribe(onA, room, "");
        subscribe(onB, room, "");
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
          answers.add(publish(onA, room, "a" + i));
          answers.add(publish(onB, room, "b" + i));
        }
        answers.forEach(CompletableFuture::join);
        for (Client client : List.of(onA, onB)) {
          awaitCount(client, room, 2 * EACH);
          List<String> heard = heard(client, room);
          assertThat(heard.stream().filter(text -> text.startsWith("a")))
              .containsExactlyElementsOf(numbered("a"));
          assertThat(heard.stream().filter(text -> text.startsWith("b")))
              .containsExactlyElementsOf(numbered("b"));
        }
      }
      for (Client client : List.of(onA, onB)) {
        assertThat(offsets(client, "room:x"))
            .containsExactlyElementsOf(LongStream.rangeClosed(1, 2 * EACH).boxed().toList());
      }
      Awaitility.await("A hears that B's client has come")
          .until(() -> joined(onA, "room:x").contains("bert"));
    }
  }

  @Test
  @Order(2)
  @DisplayName(
      "[L4] [B2] a client that subscribes while the other member publishes misses nothing and gets nothing twice")
  void subscribingUnderLoad() {
    try (Client onA = Client.connect(a.url(), "anna")) {
      subscribe(onA, "room:load", "");
      for (int round = 0; round < 10; round++) {
        List<CompletableFuture<?>> answers = new ArrayList<>();
        try (Client onB = Client.connect(b.url(), "bert")) {
          for (int i = 0; i < EACH / 2; i++) {
            answers.add(publish(onA, "room:load", "m"));
          }
          long from = subscribe(onB, "room:load", "");
          for (int i = 0; i < EACH / 2; i++) {
            answers.add(publish(onA, "room:load", "m"));
          }
          answers.forEach(CompletableFuture::join);
          long head = (round + 1L) * EACH;
          awaitCount(onB, "room:load", (int) (head - from));
          assertThat(offsets(onB, "room:load"))
              .containsExactlyElementsOf(LongStream.rangeClosed(from + 1, head).boxed().toList());
        }
      }
    }
  }

  @Test
  @Order(3)
  @DisplayName(
      "[L1] [L4] [L5] kill -9 of a member: the other goes on, and its clients recover when it is back")
  void aMemberIsKilled() {
    String epoch;
    long seen;
    try (Client onA = Client.connect(a.url(), "anna")) {
      subscribe(onA, "room:kill", "");
      try (Client onB = Client.connect(b.url(), "bert")) {
        epoch = epoch(onB, "room:kill");
        publish(onA, "room:kill", "before").join();
        awaitCount(onB, "room:kill", 1);
        seen = offsets(onB, "room:kill").get(0);
        b.kill();
      }
      for (int i = 0; i < EACH; i++) {
        publish(onA, "room:kill", "meanwhile" + i).join();
      }
      awaitMembers(1, a);
      b.start();
      awaitMembers(2, a, b);
      try (Client onB = Client.connect(b.url(), "bert")) {
        Map<String, Object> reply =
            call(
                onB,
                "subscribe",
                "{\"channel\":\"room:kill\",\"recover\":true,\"offset\":"
                    + seen
                    + ",\"epoch\":\""
                    + epoch
                    + "\"}");
        Map<String, Object> result = JsonTree.object(reply, "subscribe");
        assertThat(result).containsEntry("recovered", true);
        publish(onB, "room:kill", "after").join();
        List<Object> recovered = JsonTree.list(result, "publications");
        awaitCount(onB, "room:kill", EACH + 1 - recovered.size());
        List<Long> all = new ArrayList<>();
        recovered.forEach(each -> all.add(JsonTree.number(JsonTree.map(each), "offset")));
        all.addAll(offsets(onB, "room:kill"));
        assertThat(all)
            .containsExactlyElementsOf(
                LongStream.rangeClosed(seen + 1, seen + EACH + 1).boxed().toList());
        awaitCount(onA, "room:kill", EACH + 2);
      }
    }
  }

  private static void awaitMembers(int count, Member... members) {
    for (Member member : members) {
      Awaitility.await(count + " members")
          .atMost(Duration.ofMinutes(1))
          .until(() -> member.metric("parley_cluster_members") == count);
    }
  }

  private static Map<String, Object> call(Client client, String command, String request) {
    return client.call(command, request).orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** Subscribes; returns the offset where it begins. */
  private static long subscribe(Client client, String channel, String more) {
    Map<String, Object> reply =
        call(client, "subscribe", "{\"channel\":\"" + channel + "\"" + more + "}");
    Map<String, Object> result = JsonTree.object(reply, "subscribe");
    return result.containsKey("offset") ? JsonTree.number(result, "offset") : 0;
  }

  private static String epoch(Client client, String channel) {
    Map<String, Object> reply = call(client, "subscribe", "{\"channel\":\"" + channel + "\"}");
    return (String) JsonTree.object(reply, "subscribe").get("epoch");
  }

  private static CompletableFuture<Map<String, Object>> publish(
      Client client, String channel, String text) {
    return client
        .call("publish", "{\"channel\":\"" + channel + "\",\"data\":\"" + text + "\"}")
        .orTimeout(30, TimeUnit.SECONDS)
        .thenApply(
            reply -> {
              assertThat(reply).doesNotContainKey("error");
              return reply;
            });
  }

  private static List<Map<String, Object>> publications(Client client, String channel) {
    return client.pushes().stream()
        .filter(push -> channel.equals(push.get("channel")) && push.containsKey("pub"))
        .map(push -> JsonTree.object(push, "pub"))
        .toList();
  }

  private static List<String> heard(Client client, String channel) {
    return publications(client, channel).stream().map(pub -> (String) pub.get("data")).toList();
  }

  private static List<Long> offsets(Client client, String channel) {
    return publications(client, channel).stream()
        .map(pub -> JsonTree.number(pub, "offset"))
        .toList();
  }

  private static List<String> joined(Client client, String channel) {
    return client.pushes().stream()
        .filter(push -> channel.equals(push.get("channel")) && push.containsKey("join"))
        .map(push -> JsonTree.object(JsonTree.object(push, "join"), "info").get("user"))
        .filter(Objects::nonNull)
        .map(Object::toString)
        .toList();
  }

  private static void awaitCount(Client client, String channel, int count) {
    Awaitility.await(count + " publications of " + channel)
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(publications(client, channel)).hasSize(count));
  }

  private static List<String> numbered(String prefix) {
    return IntStream.range(0, EACH).mapToObj(i -> prefix + i).toList();
  }
}
