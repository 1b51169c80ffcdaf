package dev.parley.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.presence.PresenceSteps;
import dev.parley.session.SessionTestServer.Client;
import dev.parley.testing.JsonTree;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often clients may command something; the clock is the test's. */
class CommandRatesTest {
  private static final int TOO_MANY = 111;

  private static String publish(int id, String channel) {
    return "{\"id\":" + id + ",\"publish\":{\"channel\":\"" + channel + "\",\"data\":1}}";
  }

  private static Client subscribed(SessionTestServer house, String user, String channel) {
    Client client = house.connected(user);
    client.say("{\"id\":2,\"subscribe\":{\"channel\":\"" + channel + "\"}}");
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

  @ParameterizedTest
  @CsvSource({
    "publish, '\"publish\":{\"channel\":\"event:a\",\"data\":1}'",
    "publish, '\"rpc\":{\"method\":\"channel.publish\",\"data\":{\"channel\":\"event:a\",\"data\":1}}'",
    "subscribe, '\"subscribe\":{\"channel\":\"event:b\"}'",
    "rpc, '\"rpc\":{\"method\":\"echo\",\"data\":1}'",
    "read, '\"history\":{\"channel\":\"room:a\"}'",
    "read, '\"presence\":{\"channel\":\"room:a\"}'",
    "read, '\"presence_stats\":{\"channel\":\"room:a\"}'"
  })
  @DisplayName("[A5] a command beyond the rate of its session answers 111 and when to try again")
  void beyondTheRateOfASession(String kind, String command) {
    for (String whose : List.of("session", "user")) {
      SessionTestServer house =
          new SessionTestServer(
              "parley.rate." + whose + "." + kind, "1/10s", "parley.session.subscriptions", "1");
      Client client = house.connected("u1");
      client.say("{\"id\":2," + command + "}");
      assertThat(client.error(2)).as(whose).isNotEqualTo(TOO_MANY);
      client.say("{\"id\":3," + command + "}");
      assertThat(client.reply(3).get("error"))
          .asString()
          .contains("code=111", "temporary=true", "parley.rate." + whose + "." + kind, "10 s");
      assertThat(client.closeCode()).isZero();
      assertThat(house.house.meters.get("parley.refused").tag("what", kind).counter().count())
          .isEqualTo(1);
      house.nanos += Duration.ofSeconds(10).toNanos();
      client.say("{\"id\":4," + command + "}");
      assertThat(client.error(4)).isNotEqualTo(TOO_MANY);
    }
  }

  @Test
  @DisplayName("[A5] a message without a reply is dropped beyond the rate of RPC")
  void sendIsDropped() {
    SessionTestServer house = new SessionTestServer("parley.rate.session.rpc", "2/1s");
    Client client = house.connected("u1");
    client.say("{\"send\":{\"data\":1}}", "{\"send\":{\"data\":2}}", "{\"send\":{\"data\":3}}");
    assertThat(house.listened).containsExactly("u1: 1", "u1: 2");
    assertThat(client.transport.frames).isEmpty();
  }

  @Test
  @DisplayName("[A5] what is allowed at once is the count, and it comes anew evenly")
  void evenly() {
    SessionTestServer house = new SessionTestServer("parley.rate.session.publish", "10/1s");
    Client client = subscribed(house, "u1", "event:a");
    assertThat(publishes(client, 30)).isEqualTo(10);
    house.nanos += Duration.ofMillis(500).toNanos();
    assertThat(publishes(client, 30)).isEqualTo(5);
    house.nanos += Duration.ofMinutes(5).toNanos();
    assertThat(publishes(client, 30)).isEqualTo(10);
  }

  @Test
  @DisplayName("[A5] a user has one rate for all sessions, also for those that come later")
  void oneRateForAUser() {
    SessionTestServer house = new SessionTestServer("parley.rate.user.publish", "10/1s");
    Client first = subscribed(house, "u1", "event:a");
    assertThat(publishes(first, 8)).isEqualTo(8);
    first.session.disconnected(true);
    house.settle();
    Client second = subscribed(house, "u1", "event:a");
    assertThat(publishes(second, 8)).isEqualTo(2);
    Client other = subscribed(house, "u2", "event:a");
    assertThat(publishes(other, 8)).as("another user").isEqualTo(8);
  }

  @Test
  @DisplayName("[A5] a namespace may have a rate of its own, also for channel.publish")
  void rateOfANamespace() {
    SessionTestServer house = new SessionTestServer("parley.namespace.event.publish-rate", "2/1s");
    Client client = subscribed(house, "u1", "event:a");
    client.say("{\"id\":3,\"subscribe\":{\"channel\":\"room:a\"}}");
    assertThat(publishes(client, 5)).isEqualTo(2);
    client.say(
        "{\"id\":4,\"rpc\":{\"method\":\"channel.publish\",\"data\":{\"channel\":\"event:a\",\"data\":1}}}",
        publish(5, "room:a"));
    assertThat(client.error(4)).isEqualTo(TOO_MANY);
    assertThat(client.error(5)).as("another namespace").isZero();
  }

  @Test
  @DisplayName("[A5] a client that goes on although it is refused is closed with 3013")
  void whoGoesOn() {
    SessionTestServer house =
        new SessionTestServer(
            "parley.rate.session.publish", "1/1s", "parley.rate.session.refusals", "5/10s");
    Client client = subscribed(house, "u1", "event:a");
    publishes(client, 6);
    assertThat(client.closeCode()).isZero();
    publishes(client, 1);
    assertThat(client.closeCode()).isEqualTo(3013);
  }

  @Test
  @DisplayName(
      "[A5] who sends too many bytes is answered with 111, and far beyond closed with 3013")
  void bytes() {
    SessionTestServer house =
        new SessionTestServer(
            "parley.rate.session.bytes", "1KiB/1s", "parley.session.subscriptions", "2");
    Client client = subscribed(house, "u1", "event:a");
    house.nanos += Duration.ofMinutes(1).toNanos();
    String ping = "{\"id\":7,\"rpc\":{\"method\":\"echo\",\"data\":\"" + "é".repeat(490) + "\"}}";
    client.say(ping);
    assertThat(client.error(7)).as("1,021 or so bytes").isZero();
    client.transport.frames.clear();
    client.say(publish(8, "event:a"));
    assertThat(client.error(8)).isEqualTo(TOO_MANY);
    house.nanos += Duration.ofSeconds(1).toNanos();
    client.say(publish(9, "event:a"));
    assertThat(client.error(9)).isZero();
    for (int i = 0; i < 3; i++) {
      client.say(ping);
    }
    assertThat(client.closeCode()).isEqualTo(3013);
    assertThat(house.house.meters.get("parley.refused").tag("what", "bytes").counter().count())
        .isPositive();
  }

  @Test
  void ratesCanBeOff() {
    for (String[] settings :
        List.of(
            new String[] {"parley.rates", "false", "parley.rate.session.publish", "1/1h"},
            new String[] {"parley.rate.session.publish", "off", "parley.rate.user.publish", "0"})) {
      SessionTestServer house = new SessionTestServer(settings);
      assertThat(publishes(subscribed(house, "u1", "event:a"), 2000)).isEqualTo(2000);
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
        PresenceSteps.step(here.house.presence);
        PresenceSteps.step(there.house.presence);
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
    for (SessionTestServer house : List.of(two.here, two.there)) {
      Client fourth = house.connected("u1");
      assertThat(fourth.closeCode()).isEqualTo(3013);
      assertThat(fourth.transport.reason).contains("parley.limit.sessions-per-user");
      assertThat(house.connected("u2").closeCode()).as("another user").isZero();
    }
    assertThat(List.of(first.closeCode(), third.closeCode())).containsOnly(0);
    third.session.disconnected(false);
    two.settle();
    assertThat(two.here.connected("u1").closeCode()).as("one has gone").isZero();
    assertThat(two.here.house.meters.get("parley.refused").tag("what", "user").counter().count())
        .isEqualTo(1);
  }

  @Test
  @DisplayName("[A8] sessions that were refused as one too many do not count")
  void refusedSessionsDoNotCount() {
    SessionTestServer house = new SessionTestServer("parley.limit.sessions-per-user", "1");
    Client first = house.connected("u1");
    for (int i = 0; i < 3; i++) {
      assertThat(house.connected("u1").closeCode()).isEqualTo(3013);
    }
    first.session.disconnected(true);
    house.settle();
    Client next = house.open();
    next.say("{\"id\":1,\"connect\":{\"token\":\"" + house.token("u1") + "\"}}");
    assertThat(JsonTree.object(next.reply(1), "connect")).containsKey("client");
  }
}
