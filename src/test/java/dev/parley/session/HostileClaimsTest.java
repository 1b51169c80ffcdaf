package dev.parley.session;

import static dev.parley.testing.CommandJson.connect;
import static dev.parley.testing.CommandJson.publish;
import static dev.parley.testing.CommandJson.refresh;
import static dev.parley.testing.CommandJson.refreshSubscription;
import static dev.parley.testing.CommandJson.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.security.ClaimTable;
import dev.parley.security.ClaimTable.Outcome;
import dev.parley.security.ClaimTable.Row;
import dev.parley.session.SessionTestServer.Client;
import dev.parley.testing.JsonTree;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client hears whose token has a claim of the wrong kind, wherever it brings it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileClaimsTest {
  private final SessionTestServer server =
      new SessionTestServer(
          "parley.namespace.room.subscribe",
          "nobody",
          "parley.namespace.room.presence",
          "false",
          "parley.namespace.room.join-leave",
          "false",
          "parley.namespace.inbox.presence",
          "false",
          "parley.namespace.inbox.join-leave",
          "false",
          "parley.limit.sessions-per-user",
          "0",
          "parley.rates",
          "false");
  private final String forRoom =
      server.security.issuer.issue("u1", "room:a", null, Duration.ofHours(1));
  private final String good = server.token("u1");

  private Client connected() {
    Client client = server.open();
    client.say(connect(5, good));
    client.transport.frames.clear();
    return client;
  }

  static List<Row> wrong() {
    return ClaimTable.rows().stream().filter(row -> row.outcome() == Outcome.WRONG).toList();
  }

  private void assertSentAway(Client client, Row row) {
    assertThat(client.closeCode()).isEqualTo(3500);
    assertThat(client.transport.reason).contains(row.claim());
    assertThat(client.transport.reason.length()).as("what a close frame holds").isLessThan(124);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  @DisplayName("[T4] at connect and at refresh it is 3500, by its name")
  void sessions(Row row) {
    String token = server.security.token(row.claims(""));
    Client stranger = server.open();
    stranger.say(connect(5, token));
    assertSentAway(stranger, row);
    Client client = connected();
    client.say(refresh(5, token));
    assertSentAway(client, row);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  @DisplayName("[T4] in a token for a channel it is 103, by its name, and the session stays")
  void subscriptions(Row row) {
    String more = row.claim().equals("channel") ? "" : ",\"channel\":\"room:a\"";
    String token = server.security.token(row.claims(more));
    Client client = connected();
    client.say(subscribe(5, "room:a", token));
    assertDenied(client, row);
    client.say(subscribe(6, "room:a", forRoom));
    assertThat(client.reply(6)).containsKey("subscribe");
    client.transport.frames.clear();
    client.say(refreshSubscription(5, "room:a", token));
    assertDenied(client, row);
    assertThat(client.closeCode()).isZero();
  }

  private static void assertDenied(Client client, Row row) {
    assertThat(client.error(5)).isEqualTo(103);
    assertThat(JsonTree.object(client.reply(5), "error").get("message").toString())
        .contains(row.claim());
  }

  @ParameterizedTest
  @ValueSource(ints = {250, 255, 256, 1024, 1025})
  @DisplayName(
      "[T5] [C2] a user id that is too long is told so at connect, and not at each publish")
  void longUserIds(int length) {
    Client client = server.open();
    client.say(connect(5, server.token("u".repeat(length))));
    assertThat(client.closeCode()).isEqualTo(3500);
    assertThat(client.transport.reason).contains("sub").contains("249");
  }

  @Test
  @DisplayName("[T5] the longest user id connects, and what it publishes is stored")
  void theLongestUserId() {
    SessionTestServer open =
        new SessionTestServer("parley.namespace.inbox.auto-subscribe", "false");
    for (String user : List.of("u".repeat(255), "\ud83d\ude00".repeat(127))) {
      Client client = open.connected(user);
      client.say(subscribe(7, "room:a"));
      client.say(publish(8, "room:a"));
      assertThat(client.reply(8)).containsKey("publish");
    }
    assertThat(server.connected("u".repeat(249)).info().user()).hasSize(249);
  }
}
