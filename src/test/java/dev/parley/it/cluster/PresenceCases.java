package dev.parley.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.it.Client;
import dev.parley.it.Member;
import dev.parley.it.RawStream;
import dev.parley.testing.JsonTree;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Presence on two members, each a process. The last test kills the second one. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class PresenceCases {
  private final Cluster cluster;
  private final Member a;
  private final Member b;

  PresenceCases(Cluster cluster) {
    this.cluster = cluster;
    this.a = cluster.member(0);
    this.b = cluster.member(1);
  }

  @Test
  @Order(1)
  @DisplayName(
      "[P2] [P3] both members show the same presence, and push the joins and leaves of each other")
  void bothShowTheSame() {
    String room = "room:same";
    try (Client onA = inRoom(a, "anna", room);
        Client onB = inRoom(b, "bert", room)) {
      awaitJoinsAndLeaves(onA, room, "join anna", "join bert");
      awaitUsers(room, Set.of("anna", "bert"), a, b);
      assertThat(stats(a, room)).isEqualTo(stats(b, room)).containsEntry("num_users", 2);
      for (Member member : List.of(a, b)) {
        Map<String, Object> bert = result(member, "connections", "{\"user\":\"bert\"}");
        assertThat(bert).containsEntry("online", true);
        assertThat(JsonTree.object(bert, "connections").values())
            .containsExactly(Map.of("node", "cluster-1"));
      }
      call(onB, "unsubscribe", "{\"channel\":\"" + room + "\"}");
      awaitJoinsAndLeaves(onA, room, "join anna", "join bert", "leave bert");
      awaitUsers(room, Set.of("anna"), a, b);
    }
  }

  @Test
  @Order(2)
  @DisplayName("[P4] a client that reconnects to the other member stays present all the time")
  void backOnTheOtherMember() {
    String room = "room:back";
    try (Client watchesA = inRoom(a, "anna", room);
        Client watchesB = inRoom(b, "bert", room)) {
      awaitJoinsAndLeaves(watchesA, room, "join anna", "join bert");
      Client lost = inRoom(b, "carl", room);
      awaitJoinsAndLeaves(watchesA, room, "join anna", "join bert", "join carl");
      lost.close();
      try (Client back = inRoom(a, "carl", room)) {
        awaitJoinsAndLeaves(
            watchesA, room, "join anna", "join bert", "join carl", "join carl", "leave carl");
        awaitJoinsAndLeaves(watchesB, room, "join bert", "join carl", "join carl", "leave carl");
        awaitUsers(room, Set.of("anna", "bert", "carl"), a, b);
        assertThat(back.pushes()).isNotEmpty();
      }
    }
  }

  @Test
  @Order(3)
  @DisplayName("[P1] [E5] a client that ends a stream of any kind leaves all members within 10 s")
  void endedStreams() throws IOException {
    String room = "room:streams";
    try (Client watcher = inRoom(a, "anna", room)) {
      List<RawStream> streams = new ArrayList<>();
      for (String kind : List.of("http_stream", "sse", "uni_http_stream", "uni_sse")) {
        for (String end : List.of("closed", "reset")) {
          String token = Client.token(a.url(), kind + "-" + end);
          streams.add(RawStream.in(a.url(), kind, token, room));
        }
      }
      awaitUsers(room, 9);
      for (int i = 0; i < streams.size(); i++) {
        if (i % 2 == 0) {
          streams.get(i).close();
        } else {
          streams.get(i).reset();
        }
      }
      Awaitility.await("all have left")
          .atMost(Duration.ofSeconds(10))
          .until(
              () ->
                  Stream.of(a, b).allMatch(each -> users(each, room).equals(Set.of("anna")))
                      && joinsAndLeaves(watcher, room).stream()
                              .filter(PresenceCases::isLeave)
                              .count()
                          == 8);
    }
  }

  @Test
  @Order(4)
  @DisplayName(
      "[P1] [P2] members without a network between them show their own clients, and all again after"
          + " it")
  void partition() throws IOException {
    String room = "room:cut";
    try (Client onA = inRoom(a, "anna", room);
        Client onB = inRoom(b, "bert", room)) {
      awaitJoinsAndLeaves(onA, room, "join anna", "join bert");
      cluster.partition(0, 1);
      awaitJoinsAndLeaves(onA, room, "join anna", "join bert", "leave bert");
      awaitJoinsAndLeaves(onB, room, "join bert", "leave anna");
      awaitUsers(room, Set.of("anna"), a);
      awaitUsers(room, Set.of("bert"), b);
      cluster.heal();
      awaitJoinsAndLeaves(onA, room, "join anna", "join bert", "leave bert", "join bert");
      awaitJoinsAndLeaves(onB, room, "join bert", "leave anna", "join anna");
      awaitUsers(room, Set.of("anna", "bert"), a, b);
    }
  }

  @Test
  @Order(5)
  @DisplayName(
      "[P1] [P4] after kill -9 of a member its clients leave within 10 s, those that came back"
          + " without a gap")
  void aMemberIsKilled() {
    String room = "room:kill";
    try (Client watcher = inRoom(a, "anna", room)) {
      List<Client> onB = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        onB.add(inRoom(b, "u" + i, room));
      }
      Client returning = inRoom(b, "carl", room);
      Awaitility.await().until(() -> joinsAndLeaves(watcher, room).contains("join carl"));
      awaitUsers(room, 22);
      cluster.kill(1);
      try (Client back = inRoom(a, "carl", room)) {
        Awaitility.await("all have left")
            .atMost(Duration.ofSeconds(10))
            .until(
                () ->
                    joinsAndLeaves(watcher, room).stream().filter(PresenceCases::isLeave).count()
                        == 21);
        awaitUsers(room, Set.of("anna", "carl"), a);
        assertThat(stats(a, room)).containsEntry("num_clients", 2);
        assertThat(joinsAndLeaves(watcher, room).stream().filter(each -> each.endsWith("carl")))
            .containsExactly("join carl", "join carl", "leave carl");
        assertThat(result(a, "connections", "{\"user\":\"u7\"}")).containsEntry("online", false);
        assertThat(back.pushes()).isNotEmpty();
      }
      onB.forEach(Client::close);
      returning.close();
    }
  }

  private static boolean isLeave(String event) {
    return event.startsWith("leave");
  }

  private static Client inRoom(Member member, String user, String room) {
    Client client = Client.connect(member.url(), user);
    call(client, "subscribe", "{\"channel\":\"" + room + "\"}");
    return client;
  }

  private static void call(Client client, String command, String request) {
    assertThat(client.call(command, request).orTimeout(30, TimeUnit.SECONDS).join())
        .doesNotContainKey("error");
  }

  private static Map<String, Object> result(Member member, String method, String body) {
    return JsonTree.object(Client.api(member.url(), method, body), "result");
  }

  private static Map<String, Object> stats(Member member, String room) {
    return result(member, "presence_stats", "{\"channel\":\"" + room + "\"}");
  }

  private void awaitUsers(String room, int clients) {
    Awaitility.await()
        .untilAsserted(
            () -> {
              assertThat(stats(a, room)).containsEntry("num_clients", clients);
              assertThat(stats(b, room)).containsEntry("num_clients", clients);
            });
  }

  private static void awaitUsers(String room, Set<String> users, Member... members) {
    for (Member member : members) {
      Awaitility.await().untilAsserted(() -> assertThat(users(member, room)).isEqualTo(users));
    }
  }

  private static Set<String> users(Member member, String room) {
    Map<String, Object> clients =
        JsonTree.object(result(member, "presence", "{\"channel\":\"" + room + "\"}"), "presence");
    return clients.values().stream()
        .map(client -> (String) JsonTree.map(client).get("user"))
        .collect(Collectors.toSet());
  }

  private static void awaitJoinsAndLeaves(Client client, String room, String... events) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(joinsAndLeaves(client, room)).containsExactly(events));
  }

  /** The joins and leaves that a client has received. */
  private static List<String> joinsAndLeaves(Client client, String room) {
    return client.pushes().stream()
        .filter(push -> room.equals(push.get("channel")))
        .filter(push -> push.containsKey("join") || push.containsKey("leave"))
        .map(
            push -> {
              String what = push.containsKey("join") ? "join" : "leave";
              return what + " " + JsonTree.object(JsonTree.object(push, what), "info").get("user");
            })
        .toList();
  }
}
