package dev.parley.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.it.Client;
import dev.parley.it.Member;
import dev.parley.it.NodeSuite;
import dev.parley.testing.CommandJson;
import dev.parley.testing.JsonTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two members, each a process, on one PostgreSQL: to their clients they are one. The last test
 * kills the second member.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class AcrossMembersCases {
  private static final int EACH = 200;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Cluster cluster;
  private final Member a;
  private final Member b;

  AcrossMembersCases(Cluster cluster) {
    this.cluster = cluster;
    this.a = cluster.member(0);
    this.b = cluster.member(1);
  }

  @Test
  @DisplayName(
      "[L4] [B1] what is published on either member reaches the clients of both once and in order")
  void bothWays() {
    try (Client onA = Client.connect(a.url(), "anna");
        Client onB = Client.connect(b.url(), "bert")) {
      for (String room : List.of("room:x", "event:x")) {
        subscribe(onA, room);
        subscribe(onB, room);
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
          answers.add(publish(onA, room, "a" + i));
          answers.add(publish(onB, room, "b" + i));
        }
        answers.forEach(CompletableFuture::join);
        for (Client client : List.of(onA, onB)) {
          awaitCount(client, room, 2 * EACH);
          List<String> received = received(client, room);
          assertThat(received.stream().filter(text -> text.startsWith("a")))
              .containsExactlyElementsOf(numbered("a"));
          assertThat(received.stream().filter(text -> text.startsWith("b")))
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
  @DisplayName(
      "[L4] [B2] a client that subscribes while the other member publishes misses nothing and gets"
          + " nothing twice")
  void subscribingUnderLoad() {
    try (Client onA = Client.connect(a.url(), "anna")) {
      subscribe(onA, "room:load");
      for (int round = 0; round < 10; round++) {
        List<CompletableFuture<?>> answers = new ArrayList<>();
        try (Client onB = Client.connect(b.url(), "bert")) {
          for (int i = 0; i < EACH / 2; i++) {
            answers.add(publish(onA, "room:load", "m"));
          }
          long from = subscribe(onB, "room:load");
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
  @DisplayName("[H12] channels lists those of all members, with the clients of all")
  void channelsOfAllMembers() {
    try (Client onA = Client.connect(a.url(), "anna");
        Client onB = Client.connect(b.url(), "bert")) {
      subscribe(onA, "room:both");
      subscribe(onB, "room:both");
      subscribe(onB, "room:both-of-b");
      for (Member member : List.of(a, b)) {
        Map<String, Object> channels =
            JsonTree.object(
                JsonTree.object(
                    Client.api(member.url(), "channels", "{\"pattern\":\"room:both*\"}"), "result"),
                "channels");
        assertThat(channels).containsOnlyKeys("room:both", "room:both-of-b");
        assertThat(JsonTree.number(JsonTree.object(channels, "room:both"), "num_clients"))
            .isEqualTo(2);
        assertThat(JsonTree.number(JsonTree.object(channels, "room:both-of-b"), "num_clients"))
            .isEqualTo(1);
      }
    }
  }

  @Test
  @DisplayName("[H11] after the answer to history_remove no member has the removed entries")
  void removedOnAllMembers() {
    try (Client onB = Client.connect(b.url(), "bert")) {
      subscribe(onB, "room:removed");
      for (int round = 1; round <= 20; round++) {
        publish(onB, "room:removed", "secret").join();
        String history = "{\"channel\":\"room:removed\",\"limit\":10}";
        assertThat(Client.api(b.url(), "history", history).toString()).contains("secret");
        assertThat(Client.api(a.url(), "history_remove", "{\"channel\":\"room:removed\"}"))
            .containsKey("result");
        for (Member member : List.of(b, a)) {
          Map<String, Object> page =
              JsonTree.object(Client.api(member.url(), "history", history), "result");
          assertThat(page.toString()).doesNotContain("secret");
          assertThat(JsonTree.number(page, "offset")).isEqualTo(round);
        }
      }
    }
  }

  @Test
  @DisplayName("[B7] info of each member lists both")
  void infoListsAllMembers() {
    try (Client onB = Client.connect(b.url(), "bert")) {
      List<String> uids = new ArrayList<>();
      for (Member member : List.of(a, b)) {
        Map<String, Object> answer = Client.api(member.url(), "info", "{}");
        List<Map<String, Object>> nodes =
            JsonTree.list(JsonTree.object(answer, "result"), "nodes").stream()
                .map(JsonTree::map)
                .toList();
        assertThat(nodes).hasSize(2);
        assertThat(nodes).extracting(node -> node.get("name")).doesNotHaveDuplicates();
        assertThat(nodes)
            .allSatisfy(node -> assertThat(JsonTree.number(node, "uptime")).isNotNegative())
            .anySatisfy(node -> assertThat(JsonTree.number(node, "num_clients")).isPositive());
        uids.add(nodes.stream().map(node -> node.get("uid")).toList().toString());
      }
      assertThat(uids.get(0)).isEqualTo(uids.get(1));
    }
  }

  @Test
  @DisplayName("[R1] [R3] [T2] [T3] a back end reaches the sessions of a user on another member")
  void backEndsReachTheOtherMember() throws IOException, InterruptedException {
    assertPasses("test:orders", Map.of("PARLEY_URL", b.url(), "PARLEY_API_URL", a.url()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"test:streams", "test:resubscribe"})
  @DisplayName("[C10] [E2] commands reach the member that holds the session")
  void commandsReachTheOtherMember(String suite) throws IOException, InterruptedException {
    assertPasses(
        suite,
        Map.of(
            "PARLEY_URL", b.url(),
            "PARLEY_EMULATION_URL", a.url(),
            "PARLEY_TRANSPORT", "http_stream"));
  }

  @Test
  @DisplayName("[V1] [V3] [V5] typing and read markers reach the other member")
  void roomMethodsReachTheOtherMember() throws IOException, InterruptedException {
    assertPasses("test:room-methods", Map.of("PARLEY_URL", b.url(), "PARLEY_SECOND_URL", a.url()));
  }

  private static void assertPasses(String suite, Map<String, String> settings)
      throws IOException, InterruptedException {
    assertThat(NodeSuite.run(suite, settings)).as("exit code of " + suite).isZero();
  }

  @Test
  @Order(Integer.MAX_VALUE)
  @DisplayName("[E2] a command for a session whose member is gone is answered with 404")
  void commandsForAKilledMember() throws IOException, InterruptedException {
    HttpRequest stream =
        HttpRequest.newBuilder(URI.create(b.url() + "/connection/http_stream"))
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    CommandJson.connect(1, Client.token(b.url(), "u1"))))
            .build();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                HTTP.send(stream, HttpResponse.BodyHandlers.ofInputStream()).body(),
                StandardCharsets.UTF_8))) {
      Map<String, Object> connect = JsonTree.object(JsonTree.object(lines.readLine()), "connect");
      String session = (String) connect.get("session");
      String node = (String) connect.get("node");
      assertThat(forwardPing(session, node)).isEqualTo(204);
      assertThat(lines.readLine()).contains("\"id\":9");
      cluster.kill(1);
      Awaitility.await("the other member knows that it is gone")
          .ignoreExceptions()
          .until(() -> forwardPing(session, node) == 404);
    }
  }

  /** Sends a ping for a session of B to A; returns the status. */
  private int forwardPing(String session, String node) throws IOException, InterruptedException {
    String body =
        CommandJson.object("session", session, "node", node, "data", CommandJson.ping(9)).text();
    return HTTP.send(
            HttpRequest.newBuilder(URI.create(a.url() + "/emulation"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static Map<String, Object> call(Client client, String command, String request) {
    return client.call(command, request).orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** Subscribes; returns the offset where it begins. */
  private static long subscribe(Client client, String channel) {
    Map<String, Object> reply = call(client, "subscribe", "{\"channel\":\"" + channel + "\"}");
    Map<String, Object> result = JsonTree.object(reply, "subscribe");
    return result.containsKey("offset") ? JsonTree.number(result, "offset") : 0;
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

  private static List<String> received(Client client, String channel) {
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
