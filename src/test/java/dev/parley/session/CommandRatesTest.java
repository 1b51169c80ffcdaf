package dev.parley.session;

import static dev.parley.testing.CommandJson.command;
import static dev.parley.testing.CommandJson.connect;
import static dev.parley.testing.CommandJson.object;
import static dev.parley.testing.CommandJson.publish;
import static dev.parley.testing.CommandJson.rpc;
import static dev.parley.testing.CommandJson.send;
import static dev.parley.testing.CommandJson.subscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.parley.presence.PresenceSteps;
import dev.parley.session.SessionTestServer.Client;
import dev.parley.testing.CommandJson.Json;
import dev.parley.testing.JsonTree;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How often clients may command something; the clock is the test's. */
class CommandRatesTest {
  private static final int TOO_MANY = 111;

  private static Client subscribed(SessionTestServer server, String user, String channel) {
    Client client = server.connected(user);
    client.say(subscribe(2, channel));
    client.transport.frames.clear();
    return client;
  }

  /** How many of so many publications at once are let through. */
  private static int publishes(Client client, int count) {
    client.transport.frames.clear();
    String[] commands = new String[count];
    for (int i = 0; i < count; i++) {
      commands[i] = publish(i + 10, "event:a");
    }
    client.say(commands);
    int done = 0;
    for (int i = 0; i < count; i++) {
      done += client.error(i + 10) == 0 ? 1 : 0;
    }
    return done;
  }

  static List<Arguments> commandsOfEachRate() {
    Json room = object("channel", "room:a");
    Json event = object("channel", "event:a", "data", 1);
    return List.of(
        arguments("publish", "publish", event),
        arguments("publish", "rpc", object("method", "channel.publish", "data", event)),
        arguments("subscribe", "subscribe", object("channel", "event:b")),
        arguments("rpc", "rpc", object("method", "echo", "data", 1)),
        arguments("read", "history", room),
        arguments("read", "presence", room),
        arguments("read", "presence_stats", room));
  }

  @ParameterizedTest
  @MethodSource("commandsOfEachRate")
  @DisplayName("[A5] a command beyond the rate of its session answers 111 and when to try again")
  void beyondTheRateOfASession(String kind, String command, Json request) {
    for (String whose : List.of("session", "user")) {
      SessionTestServer server =
          new SessionTestServer(
              "parley.rate." + whose + "." + kind, "1/10s", "parley.session.subscriptions", "1");
      Client client = server.connected("u1");
      client.say(command(2, command, request));
      assertThat(client.error(2)).as(whose).isNotEqualTo(TOO_MANY);
      client.say(command(3, command, request));
      assertThat(client.reply(3).get("error"))
          .asString()
          .contains("code=111", "temporary=true", "parley.rate." + whose + "." + kind, "10 s");
      assertThat(client.closeCode()).isZero();
      assertThat(
              server.channelServer.meters.get("parley.refused").tag("what", kind).counter().count())
          .isEqualTo(1);
      server.nanos += Duration.ofSeconds(10).toNanos();
      client.say(command(4, command, request));
      assertThat(client.error(4)).isNotEqualTo(TOO_MANY);
    }
  }

  @Test
  @DisplayName("[A5] a message without a reply is dropped beyond the rate of RPC")
  void sendIsDropped() {
    SessionTestServer server = new SessionTestServer("parley.rate.session.rpc", "2/1s");
    Client client = server.connected("u1");
    client.say(send(1), send(2), send(3));
    assertThat(server.listened).containsExactly("u1: 1", "u1: 2");
    assertThat(client.transport.frames).isEmpty();
  }

  @Test
  @DisplayName("[A5] what is allowed at once is the count, and it comes anew evenly")
  void evenly() {
    SessionTestServer server = new SessionTestServer("parley.rate.session.publish", "10/1s");
    Client client = subscribed(server, "u1", "event:a");
    assertThat(publishes(client, 30)).isEqualTo(10);
    server.nanos += Duration.ofMillis(500).toNanos();
    assertThat(publishes(client, 30)).isEqualTo(5);
    server.nanos += Duration.ofMinutes(5).toNanos();
    assertThat(publishes(client, 30)).isEqualTo(10);
  }

  @Test
  @DisplayName("[A5] a user has one rate for all sessions, also for those that come later")
  void oneRateForAUser() {
    SessionTestServer server = new SessionTestServer("parley.rate.user.publish", "10/1s");
    Client first = subscribed(server, "u1", "event:a");
    assertThat(publishes(first, 8)).isEqualTo(8);
    first.session.disconnected(true);
    server.settle();
    Client second = subscribed(server, "u1", "event:a");
    assertThat(publishes(second, 8)).isEqualTo(2);
    Client other = subscribed(server, "u2", "event:a");
    assertThat(publishes(other, 8)).as("another user").isEqualTo(8);
  }

  @Test
  @DisplayName("[A5] a namespace may have a rate of its own, also for channel.publish")
  void rateOfANamespace() {
    SessionTestServer server = new SessionTestServer("parley.namespace.event.publish-rate", "2/1s");
    Client client = subscribed(server, "u1", "event:a");
    client.say(subscribe(3, "room:a"));
    assertThat(publishes(client, 5)).isEqualTo(2);
    client.say(
        rpc(4, "channel.publish", object("channel", "event:a", "data", 1)), publish(5, "room:a"));
    assertThat(client.error(4)).isEqualTo(TOO_MANY);
    assertThat(client.error(5)).as("another namespace").isZero();
  }

  @Test
  @DisplayName("[A5] a client that goes on although it is refused is closed with 3013")
  void whoGoesOn() {
    SessionTestServer server =
        new SessionTestServer(
            "parley.rate.session.publish", "1/1s", "parley.rate.session.refusals", "5/10s");
    Client client = subscribed(server, "u1", "event:a");
    publishes(client, 6);
    assertThat(client.closeCode()).isZero();
    publishes(client, 1);
    assertThat(client.closeCode()).isEqualTo(3013);
  }

  @Test
  @DisplayName(
      "[A5] who sends too many bytes is answered with 111, and far beyond closed with 3013")
  void bytes() {
    SessionTestServer server =
        new SessionTestServer(
            "parley.rate.session.bytes", "1KiB/1s", "parley.session.subscriptions", "2");
    Client client = subscribed(server, "u1", "event:a");
    server.nanos += Duration.ofMinutes(1).toNanos();
    String echo = rpc(7, "echo", "é".repeat(490));
    client.say(echo);
    assertThat(client.error(7)).as("1,021 or so bytes").isZero();
    client.transport.frames.clear();
    client.say(publish(8, "event:a"));
    assertThat(client.error(8)).isEqualTo(TOO_MANY);
    server.nanos += Duration.ofSeconds(1).toNanos();
    client.say(publish(9, "event:a"));
    assertThat(client.error(9)).isZero();
    for (int i = 0; i < 3; i++) {
      client.say(echo);
    }
    assertThat(client.closeCode()).isEqualTo(3013);
    assertThat(
            server
                .channelServer
                .meters
                .get("parley.refused")
                .tag("what", "bytes")
                .counter()
                .count())
        .isPositive();
  }

  @Test
  void ratesCanBeOff() {
    for (String[] settings :
        List.of(
            new String[] {"parley.rates", "false", "parley.rate.session.publish", "1/1h"},
            new String[] {"parley.rate.session.publish", "off", "parley.rate.user.publish", "0"})) {
      SessionTestServer server = new SessionTestServer(settings);
      assertThat(publishes(subscribed(server, "u1", "event:a"), 600)).isEqualTo(600);
    }
  }

  /** Two members that know of each other's clients. */
  private static final class Two {
    final SessionTestServer here;
    final SessionTestServer there;

    Two(String... settings) {
      here = new SessionTestServer(with("here", settings));
      there = new SessionTestServer(with("there", settings));
      here.registry.meet(there.registry);
      settle();
    }

    private static String[] with(String name, String... settings) {
      return new String[] {"parley.node.name", name, settings[0], settings[1]};
    }

    void settle() {
      int carried;
      do {
        here.settle();
        there.settle();
        PresenceSteps.step(here.channelServer.presence);
        PresenceSteps.step(there.channelServer.presence);
        carried = here.registry.carry() + there.registry.carry();
      } while (carried > 0);
    }

    void pass(Duration time) {
      here.nanos += time.toNanos();
      there.nanos += time.toNanos();
    }
  }

  @Test
  @DisplayName("[A5] the rate of a user holds for the sessions on all members together")
  void acrossMembers() {
    Two two = new Two("parley.rate.user.publish", "10/1s");
    Client first = subscribed(two.here, "u1", "event:a");
    assertThat(publishes(first, 30)).as("alone with its user").isEqualTo(10);
    Client second = subscribed(two.there, "u1", "event:a");
    two.settle();
    two.pass(Duration.ofSeconds(10));
    assertThat(publishes(first, 30) + publishes(second, 30)).isEqualTo(10);
    two.pass(Duration.ofMillis(400));
    assertThat(publishes(first, 30) + publishes(second, 30)).isEqualTo(4);
    second.session.disconnected(true);
    two.settle();
    two.pass(Duration.ofSeconds(10));
    assertThat(publishes(first, 30)).as("alone again").isEqualTo(10);
  }

  @Test
  @DisplayName("[A8] a user has parley.limit.sessions-per-user on all members; one more gets 3013")
  void sessionsOfAUser() {
    Two two = new Two("parley.limit.sessions-per-user", "3");
    Client first = two.here.connected("u1");
    two.here.connected("u1");
    two.settle();
    Client third = two.there.connected("u1");
    two.settle();
    for (SessionTestServer server : List.of(two.here, two.there)) {
      Client fourth = server.connected("u1");
      assertThat(fourth.closeCode()).isEqualTo(3013);
      assertThat(fourth.transport.reason).contains("parley.limit.sessions-per-user");
      assertThat(server.connected("u2").closeCode()).as("another user").isZero();
    }
    assertThat(List.of(first.closeCode(), third.closeCode())).containsOnly(0);
    third.session.disconnected(false);
    two.settle();
    assertThat(two.here.connected("u1").closeCode()).as("one has gone").isZero();
    assertThat(
            two.here
                .channelServer
                .meters
                .get("parley.refused")
                .tag("what", "user")
                .counter()
                .count())
        .isEqualTo(1);
  }

  @Test
  @DisplayName("[A8] sessions that were refused as one too many do not count")
  void refusedSessionsDoNotCount() {
    SessionTestServer server = new SessionTestServer("parley.limit.sessions-per-user", "1");
    Client first = server.connected("u1");
    for (int i = 0; i < 3; i++) {
      assertThat(server.connected("u1").closeCode()).isEqualTo(3013);
    }
    first.session.disconnected(true);
    server.settle();
    Client next = server.open();
    next.say(connect(1, server.token("u1")));
    assertThat(JsonTree.object(next.reply(1), "connect")).containsKey("client");
  }
}
