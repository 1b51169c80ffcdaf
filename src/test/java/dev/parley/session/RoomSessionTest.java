package dev.parley.session;

import static dev.parley.testing.CommandJson.publish;
import static dev.parley.testing.CommandJson.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Frame;
import dev.parley.protocol.JsonReader;
import dev.parley.protocol.Push;
import dev.parley.protocol.RoomCodec;
import dev.parley.security.HandshakeRequest;
import dev.parley.session.SessionTestServer.Client;
import dev.parley.testing.JsonTree;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients of one room that speak plain JSON. */
class RoomSessionTest {
  private static final JsonReader READER = new JsonReader(62);
  private SessionTestServer server = new SessionTestServer();

  @AfterEach
  void noTransportWasMisused() {
    assertThat(server.violations()).isEmpty();
  }

  private Client open(String room, String since) {
    return server.open(new RoomCodec(READER, room, since), HandshakeRequest.NONE);
  }

  private Client enter(String user, String room, String since) {
    Client client = open(room, since);
    client.say("{\"type\":\"connect\",\"token\":\"" + server.token(user) + "\"}");
    return client;
  }

  /** One that is in the room, and has read what it got at the start. */
  private Client inRoom(String user) {
    Client client = enter(user, "a", null);
    assertThat(types(client)).startsWith("start", "presence");
    client.transport.frames.clear();
    return client;
  }

  private static List<Map<String, Object>> messages(Client client) {
    return client.transport.frames.stream()
        .flatMap(frame -> frame.messages().stream())
        .filter(frame -> frame != Frame.PING)
        .map(frame -> JsonTree.object(frame.text()))
        .toList();
  }

  private static List<Object> types(Client client) {
    return messages(client).stream().map(message -> message.get("type")).toList();
  }

  private static Map<String, Object> last(Client client) {
    List<Map<String, Object>> all = messages(client);
    return all.get(all.size() - 1);
  }

  @Test
  @DisplayName("[J1] [J6] the start, then who is there, the client itself included")
  void theStart() {
    inRoom("u1");
    Client client = enter("u2", "a", null);
    assertThat(types(client)).containsExactly("start", "presence", "join");
    Map<String, Object> start = messages(client).get(0);
    assertThat(start)
        .containsEntry("room", "a")
        .containsEntry("client", client.info().client())
        .containsKeys("id", "ttl");
    assertThat(JsonTree.list(messages(client).get(1), "here"))
        .extracting(each -> JsonTree.map(each).get("user"))
        .containsExactlyInAnyOrder("u1", "u2");
  }

  @Test
  @DisplayName("[J4] clients of both kinds see each other's messages, joins and leaves")
  void bothKinds() {
    Client plain = inRoom("u1");
    Client official = server.connected("u2");
    official.say(subscribe(2, "room:a"));
    assertThat(last(plain)).containsEntry("type", "join").containsEntry("user", "u2");
    official.say(publish(3, "room:a", 7));
    assertThat(last(plain)).containsEntry("type", "message").containsEntry("user", "u2");
    assertThat(last(plain)).containsEntry("data", 7);
    plain.say("{\"text\":\"hi\"}");
    assertThat(official.transport.messages())
        .last()
        .extracting("push.pub.data.text", "push.pub.info.user")
        .isEqualTo(List.of("hi", "u1"));
    official.session.disconnected(true);
    server.settle();
    assertThat(last(plain)).containsEntry("type", "leave").containsEntry("user", "u2");
  }

  @Test
  @DisplayName("[J4] [K2] a message is encoded once for all plain clients of the room")
  void sharedFrames() {
    Client first = inRoom("u1");
    Client second = inRoom("u2");
    first.transport.frames.clear();
    first.say("{\"text\":\"hi\"}");
    assertThat(first.transport.frames).hasSize(1);
    assertThat(first.transport.frames.get(0)).isSameAs(second.transport.frames.get(0));
  }

  @Test
  @DisplayName("[J3] what carries a ref is confirmed with the id that all see")
  void stored() {
    Client client = inRoom("u1");
    client.say("{\"text\":\"hi\",\"ref\":7}");
    assertThat(types(client)).containsExactlyInAnyOrder("message", "stored");
    Map<Object, Map<String, Object>> byType = new HashMap<>();
    messages(client).forEach(message -> byType.put(message.get("type"), message));
    assertThat(byType.get("stored"))
        .containsEntry("ref", 7)
        .containsEntry("id", byType.get("message").get("id"));
    client.transport.frames.clear();
    client.say("{\"text\":\"hi\"}");
    assertThat(types(client)).containsExactly("message");
  }

  @Test
  @DisplayName("[J3] what is wrong is told in words, and the connection stays, up to a limit")
  void errors() {
    server =
        new SessionTestServer("parley.session.errors", "3", "parley.session.subscriptions", "2");
    Client client = inRoom("u1");
    client.say("hello");
    assertThat(last(client))
        .containsEntry("type", "error")
        .containsEntry("code", 107)
        .extractingByKey("text")
        .asString()
        .contains("{\"text\":\"hi\"}");
    client.say("[1]");
    client.say("{\"text\":\"hi\"}");
    assertThat(client.closeCode()).isZero();
    client.say("one");
    client.say("two");
    client.say("three");
    assertThat(client.closeCode()).isEqualTo(3509);
  }

  @Test
  @DisplayName("[J3] [M2] too much data is an error with the ref of the message")
  void tooMuch() {
    server = new SessionTestServer("parley.namespace.room.message-bytes", "20");
    Client client = inRoom("u1");
    client.say("{\"text\":\"more than it may be\",\"ref\":\"x\"}");
    assertThat(last(client))
        .containsEntry("type", "error")
        .containsEntry("ref", "x")
        .containsEntry("code", 107);
  }

  @Test
  @DisplayName("[J3] [A5] rates are those of all clients")
  void rates() {
    server = new SessionTestServer("parley.rate.session.publish", "1/1s");
    Client client = inRoom("u1");
    client.say("{\"text\":\"one\"}");
    client.say("{\"text\":\"two\",\"ref\":2}");
    assertThat(last(client))
        .containsEntry("type", "error")
        .containsEntry("ref", 2)
        .containsEntry("code", 111)
        .containsEntry("temporary", true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"text\":\"hi\"}                 | 3501 | the first command",
        "ping                              | 3501 | the first command",
        "hello                             | 3501 | send one JSON object",
        "{\"type\":\"connect\"}            | 3500 | connect must carry a token",
        "{\"type\":\"connect\",\"token\":\"no\"} | 3500 | invalid token",
        "{\"type\":\"connect\",\"since\":\"x\"}  | 3501 | since must be the id"
      })
  @DisplayName("[J2] a first message that does not say who it is ends the session")
  void noConnect(String text, int code, String reason) {
    Client client = open("a", null);
    client.say(text);
    assertThat(client.closeCode()).isEqualTo(code);
    assertThat(client.transport.reason).contains(reason);
    assertThat(client.transport.frames).isEmpty();
  }

  @Test
  @DisplayName("[J2] a connection that says nothing is closed with 3502")
  void silent() {
    Client client = open("a", null);
    server.heartbeat.check(
        client.session, System.nanoTime() + TimeUnit.SECONDS.toNanos(11), Instant.now());
    assertThat(client.closeCode()).isEqualTo(3502);
  }

  @Test
  @DisplayName("[J2] a handshake that says who it is needs no first message")
  void byHandshake() {
    RoomCodec codec = new RoomCodec(READER, "a", null);
    Client client = server.open(codec, HandshakeRequest.NONE.withBearer(server.token("u1")));
    client.session.receive(codec.connect());
    client.say("{\"text\":\"hi\"}");
    assertThat(types(client)).containsExactly("start", "presence", "join", "message");
  }

  @Test
  @DisplayName("[J2] an expired token is an error, and the client connects by a fresh one")
  void expired() {
    Client client = open("a", null);
    String old = server.security.issuer.issue("u1", null, Duration.ofHours(-1));
    client.say("{\"type\":\"connect\",\"token\":\"" + old + "\"}");
    assertThat(last(client)).containsEntry("type", "error").containsEntry("code", 109);
    client.say("{\"type\":\"connect\",\"token\":\"" + server.token("u1") + "\"}");
    assertThat(types(client)).containsExactly("error", "start", "presence", "join");
  }

  @Test
  @DisplayName("[J2] a fresh token renews the session")
  void refresh() {
    Client client = inRoom("u1");
    client.say("{\"type\":\"refresh\",\"ref\":1,\"token\":\"" + server.token("u1") + "\"}");
    assertThat(last(client)).containsEntry("type", "refresh").containsEntry("ref", 1);
    assertThat(JsonTree.number(last(client), "ttl")).isPositive();
    client.say("{\"type\":\"connect\",\"token\":\"" + server.token("u1") + "\"}");
    assertThat(client.closeCode()).as("connect is sent once").isEqualTo(3501);
  }

  @Test
  @DisplayName("[J1] a room that the client may not enter ends the session, and so does its loss")
  void rights() {
    server = new SessionTestServer("parley.namespace.room.subscribe", "role:staff");
    Client stranger = enter("u1", "a", null);
    assertThat(stranger.closeCode()).isEqualTo(3507);
    assertThat(stranger.transport.reason).startsWith("room:a: ");
    assertThat(stranger.transport.frames).isEmpty();
    server = new SessionTestServer();
    Client client = inRoom("u2");
    server.subscribeHandler.unsubscribe(client.session, "room:a");
    assertThat(client.closeCode()).isEqualTo(3507);
    assertThat(client.transport.reason).startsWith("room:a: ");
  }

  @Test
  @DisplayName("[J1] [J5] a lost position ends the session, and the client comes back with its id")
  void lostPosition() {
    Client client = inRoom("u1");
    client.session.ended("room:a", Push.Unsubscribed.INSUFFICIENT_STATE, "for a test");
    assertThat(client.closeCode()).isEqualTo(3010);
  }

  @ParameterizedTest
  @CsvSource({"'a\u200Bb', U+200B", "'a\nb', U+000A"})
  @DisplayName("[J1] a name that no channel may have ends the session with a sentence")
  void badName(String room, String character) {
    Client client = enter("u1", room, null);
    assertThat(client.closeCode()).isEqualTo(3501);
    assertThat(client.transport.reason).contains(character);
  }

  @Test
  @DisplayName("[J5] a client that was away gets what came after its id, once and in order")
  void since() {
    Client client = inRoom("u1");
    client.say("{\"n\":1}");
    String id = (String) last(client).get("id");
    client.session.disconnected(true);
    Client other = inRoom("u2");
    other.say("{\"n\":2}");
    other.say("{\"n\":3}");
    Client back = enter("u1", "a", id);
    assertThat(types(back)).containsExactly("start", "message", "message", "presence", "join");
    assertThat(messages(back).get(0)).containsEntry("id", id);
    assertThat(numbers(back)).containsExactly(2, 3);
    other.say("{\"n\":4}");
    assertThat(numbers(back)).containsExactly(2, 3, 4);
    assertThat(numbers(enter("u3", "a", "0"))).containsExactly(1, 2, 3, 4);
  }

  private static List<Object> numbers(Client client) {
    return messages(client).stream()
        .filter(message -> "message".equals(message.get("type")))
        .map(message -> JsonTree.object(message, "data").get("n"))
        .toList();
  }

  @Test
  @DisplayName("[J5] a gap is told before anything that follows it")
  void gap() {
    Client other = inRoom("u2");
    other.say("{\"n\":1}");
    String id = (String) last(other).get("id");
    Client back = enter("u1", "a", "1-another-log");
    assertThat(types(back)).containsExactly("start", "gap", "presence", "join");
    assertThat(messages(back).get(1)).containsEntry("id", id).containsKey("text");
    other.say("{\"n\":2}");
    assertThat(numbers(back)).containsExactly(2);
  }

  @Test
  @DisplayName("[J5] a room that keeps no log tells a gap, and gives no ids")
  void withoutLog() {
    server =
        new SessionTestServer(
            "parley.namespace.room.log", "none", "parley.namespace.room.force-recovery", "false");
    Client client = enter("u1", "a", "1-e");
    assertThat(types(client)).startsWith("start", "gap", "presence");
    assertThat(messages(client)).noneMatch(message -> message.containsKey("id"));
  }

  @Test
  @DisplayName("[J6] where it is not known who is there, the message says so")
  void withoutPresence() {
    server =
        new SessionTestServer(
            "parley.namespace.room.presence", "false", "parley.namespace.room.join-leave", "false");
    Client client = enter("u1", "a", null);
    assertThat(messages(client).get(1))
        .containsEntry("type", "presence")
        .containsEntry("here", null)
        .containsEntry("code", 108)
        .containsKey("text");
    client.say("{\"type\":\"presence\",\"ref\":1}");
    assertThat(last(client)).containsEntry("type", "error").containsEntry("ref", 1);
  }

  @Test
  @DisplayName("[J6] a client may ask again who is there")
  void presence() {
    Client client = inRoom("u1");
    client.say("{\"type\":\"presence\",\"ref\":1}");
    assertThat(last(client)).containsEntry("type", "presence").containsEntry("ref", 1);
    assertThat(JsonTree.list(last(client), "here")).hasSize(1);
  }

  @Test
  @DisplayName("[J4] what comes in the inbox is not taken for the room")
  void inbox() {
    Client client = inRoom("u1");
    server.channelServer.publish("inbox:u1", 1);
    server.settle();
    assertThat(last(client)).containsEntry("type", "push").containsEntry("channel", "inbox:u1");
    server.subscribeByServer("u1", "room:b");
    assertThat(last(client)).containsEntry("type", "push").containsEntry("channel", "room:b");
    server.channelServer.publish("room:b", 1);
    server.settle();
    assertThat(last(client)).containsEntry("type", "push").containsEntry("channel", "room:b");
  }

  @Test
  @DisplayName("[J7] the server pings by its transport, and closes with 3012 without an answer")
  void pings() {
    Client client = inRoom("u1");
    long start = System.nanoTime();
    ping(client, start, 31);
    assertThat(client.transport.frames).containsExactly(Frame.PING);
    client.session.receivePong();
    ping(client, start, 40);
    assertThat(client.closeCode()).isZero();
    ping(client, start, 62);
    ping(client, start, 63);
    ping(client, start, 69);
    assertThat(client.closeCode()).isEqualTo(3012);
  }

  private void ping(Client client, long start, int seconds) {
    server.heartbeat.check(
        client.session, start + TimeUnit.SECONDS.toNanos(seconds), Instant.now());
    server.settle();
  }
}
