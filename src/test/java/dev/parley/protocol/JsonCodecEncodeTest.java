package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.parley.testing.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCodecEncodeTest {
  private static final ClientInfo INFO =
      new ClientInfo("u\"1", "c1", Payload.json("{\"n\":1}"), Payload.json("[2]"));
  private final JsonCodec codec = new JsonCodec(new JsonReader(16), 10);

  private String push(Push push) {
    return codec.push(push).text();
  }

  private Map<String, Object> reply(Result result, String name) {
    Map<String, Object> reply = JsonTree.object(codec.reply(7, result).text());
    assertThat(reply).containsOnlyKeys("id", name).containsEntry("id", 7);
    return JsonTree.object(reply, name);
  }

  @Test
  void connect() {
    Result.Subscribe sub =
        new Result.Subscribe(new StreamPosition(3, "e"), true, true, true, true, List.of());
    assertThat(
            reply(
                new Result.Connect(
                    "c", "v", 60, Payload.json("[1]"), Map.of("a", sub), 25, true, "s", "n", 9),
                "connect"))
        .isEqualTo(
            JsonTree.object(
                "{\"client\":\"c\",\"version\":\"v\",\"expires\":true,\"ttl\":60,\"data\":[1],\"subs\":{\"a\":{\"recoverable\":"
                    + "true,\"positioned\":true,\"offset\":3,\"epoch\":\"e\",\"recovered\":true,\"was_recovering\":true}},"
                    + "\"ping\":25,\"pong\":true,\"session\":\"s\",\"node\":\"n\",\"time\":9}"));
    assertThat(
            reply(
                new Result.Connect("c", "v", 0, null, Map.of(), 25, false, "s", "n", 9), "connect"))
        .doesNotContainKeys("expires", "ttl", "data", "subs", "pong");
  }

  @Test
  void subscribe() {
    assertThat(
            reply(
                new Result.Subscribe(StreamPosition.NONE, false, false, false, false, List.of()),
                "subscribe"))
        .isEmpty();
    assertThat(
            reply(
                new Result.Subscribe(StreamPosition.NONE, false, false, false, false, List.of())
                    .endingIn(60),
                "subscribe"))
        .isEqualTo(Map.of("expires", true, "ttl", 60));
    assertThat(reply(new Result.SubRefresh(60), "sub_refresh"))
        .isEqualTo(Map.of("expires", true, "ttl", 60));
    assertThat(reply(new Result.SubRefresh(0), "sub_refresh")).isEmpty();
    Map<String, Object> subscribe =
        reply(
            new Result.Subscribe(
                new StreamPosition(1, "e"),
                true,
                true,
                true,
                true,
                List.of(
                    new Publication(2, 5, Payload.json("\"x\""), INFO, Map.of("t", "\n")),
                    new Publication(3, 6, Payload.json("null"), null, Map.of()))),
            "subscribe");
    assertThat(JsonTree.list(subscribe, "publications"))
        .containsExactly(
            JsonTree.object(
                "{\"data\":\"x\",\"info\":{\"user\":\"u\\\"1\",\"client\":\"c1\",\"conn_info\":{\"n\":1},\"chan_info\":[2]},"
                    + "\"offset\":2,\"tags\":{\"t\":\"\\n\"},\"time\":5}"),
            JsonTree.object("{\"data\":null,\"offset\":3,\"time\":6}"));
  }

  @Test
  void theOtherResults() {
    for (String name : List.of("publish", "unsubscribe", "ping")) {
      assertThat(reply(new Result.Done(name), name)).isEmpty();
    }
    assertThat(reply(new Result.Presence(Map.of("c1", INFO)), "presence"))
        .extractingByKey("presence")
        .extracting(clients -> JsonTree.map(clients).get("c1"))
        .extracting(info -> JsonTree.map(info).get("user"))
        .isEqualTo("u\"1");
    assertThat(reply(new Result.PresenceStats(3, 2), "presence_stats"))
        .isEqualTo(Map.of("num_clients", 3, "num_users", 2));
    assertThat(reply(new Result.History(List.of(), new StreamPosition(4, "e")), "history"))
        .isEqualTo(Map.of("offset", 4, "epoch", "e"));
    assertThat(reply(new Result.Rpc(Payload.json("{\"a\":1.0}")), "rpc"))
        .isEqualTo(JsonTree.object("{\"data\":{\"a\":1.0}}"));
    assertThat(reply(new Result.Rpc(null), "rpc")).isEmpty();
    assertThat(reply(new Result.Refresh("c", "v", 5), "refresh"))
        .isEqualTo(Map.of("client", "c", "version", "v", "expires", true, "ttl", 5));
    assertThat(codec.result(new Result.Position(new StreamPosition(4, "e"))))
        .isEqualTo("{\"offset\":4,\"epoch\":\"e\"}");
  }

  @Test
  @DisplayName("[F1] once deltas are agreed, data is a text that holds the JSON or the delta")
  void compressed() {
    Publication publication = new Publication(3, 9, Payload.json("{\"t\":\"ä\"}"), null, Map.of());
    assertThat(push(new Push.Compressed("a", publication, null)))
        .isEqualTo(
            "{\"push\":{\"channel\":\"a\",\"pub\":{\"data\":\"{\\\"t\\\":\\\"ä\\\"}\",\"offset\":3,\"time\":9}}}");
    Payload delta = Payload.bytes("A\nA@0,1;".getBytes(StandardCharsets.UTF_8));
    assertThat(push(new Push.Compressed("a", publication, delta)))
        .isEqualTo(
            "{\"push\":{\"channel\":\"a\",\"pub\":{\"data\":\"A\\nA@0,1;\",\"delta\":true,\"offset\":3,\"time\":9}}}");
    Result.Subscribe subscribe =
        new Result.Subscribe(
            new StreamPosition(2, "e"), true, true, true, true, List.of(publication));
    assertThat(codec.reply(1, subscribe.withDelta(true)).text())
        .isEqualTo(
            "{\"id\":1,\"subscribe\":{\"recoverable\":true,\"positioned\":true,\"offset\":2,\"epoch\":\"e\",\"publications\":["
                + "{\"data\":\"{\\\"t\\\":\\\"ä\\\"}\",\"offset\":3,\"time\":9}],"
                + "\"recovered\":true,\"was_recovering\":true,\"delta\":true}}");
  }

  @Test
  void pushes() {
    assertThat(push(new Push.Join("a", new ClientInfo("u", "c", null, null))))
        .isEqualTo(
            "{\"push\":{\"channel\":\"a\",\"join\":{\"info\":{\"user\":\"u\",\"client\":\"c\"}}}}");
    assertThat(push(new Push.Leave("a", new ClientInfo("u", "c", null, null))))
        .isEqualTo(
            "{\"push\":{\"channel\":\"a\",\"leave\":{\"info\":{\"user\":\"u\",\"client\":\"c\"}}}}");
    assertThat(push(new Push.Unsubscribed("a", 2500, "insufficient state")))
        .isEqualTo(
            "{\"push\":{\"channel\":\"a\",\"unsubscribe\":{\"code\":2500,\"reason\":\"insufficient state\"}}}");
    assertThat(
            push(
                new Push.Subscribed(
                    "a",
                    new Result.Subscribe(
                        new StreamPosition(1, "e"), true, true, false, false, List.of()),
                    Payload.json("[1]"))))
        .isEqualTo(
            "{\"push\":{\"channel\":\"a\",\"subscribe\":{\"recoverable\":true,\"positioned\":true,\"offset\":1,\"epoch\":\"e\",\"data\":[1]}}}");
    assertThat(push(new Push.Refreshed(7)))
        .isEqualTo("{\"push\":{\"refresh\":{\"expires\":true,\"ttl\":7}}}");
    assertThat(push(new Push.Disconnected(DisconnectCode.SHUTDOWN, "bye")))
        .isEqualTo(
            "{\"push\":{\"disconnect\":{\"code\":3001,\"reason\":\"bye\",\"reconnect\":true}}}");
    assertThat(push(new Push.Disconnected(DisconnectCode.STALE, "bye")))
        .doesNotContain("reconnect");
    assertThat(codec.ping().text()).isEqualTo("{}");
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void errors(ErrorCode code) {
    assertThat(
            JsonTree.object(JsonTree.object(codec.error(3, code, "do \"this\"").text()), "error"))
        .containsEntry("code", code.code())
        .containsEntry("message", "do \"this\"")
        .satisfies(e -> assertThat(e.containsKey("temporary")).isEqualTo(code.temporary()));
  }

  @Property
  @Label("[W1] whatever text stands in a push, it is one line, and an independent parser reads it")
  void everyTextSurvives(
      @ForAll @NotEmpty String channel,
      @ForAll String user,
      @ForAll @Size(max = 3) Map<String, String> tags,
      @ForAll @LongRange(min = 1) long offset) {
    ClientInfo info = new ClientInfo(user, "c", null, null);
    String line =
        push(
            new Push.Published(
                channel, new Publication(offset, 1, Payload.json("[]"), info, tags)));
    assertThat(line).doesNotContain("\n").doesNotContain("\r");
    Map<String, Object> push = JsonTree.object(JsonTree.object(line), "push");
    assertThat(push).containsEntry("channel", channel);
    Map<String, Object> pub = JsonTree.object(push, "pub");
    assertThat(JsonTree.number(pub, "offset")).isEqualTo(offset);
    assertThat(JsonTree.object(pub, "info")).containsEntry("user", user);
    assertThat(pub.getOrDefault("tags", Map.of())).isEqualTo(tags);
  }

  @Property
  @Label("[W2] a frame knows its length in UTF-8, and a joined frame its own")
  void framesKnowTheirLength(@ForAll @Size(min = 1, max = 5) List<String> texts) {
    List<Frame> frames =
        texts.stream().map(t -> t.replaceAll("[\ud800-\udfff]", "🎉")).map(Frame::of).toList();
    for (Frame frame : frames) {
      assertThat(frame.bytes()).isEqualTo(frame.text().getBytes(StandardCharsets.UTF_8).length);
    }
    List<Frame> filled = frames.stream().filter(frame -> frame.bytes() > 0).toList();
    if (!filled.isEmpty()) {
      Frame joined = codec.join(filled);
      assertThat(joined.text())
          .isEqualTo(String.join("\n", filled.stream().map(Frame::text).toList()));
      assertThat(joined.bytes()).isEqualTo(joined.text().getBytes(StandardCharsets.UTF_8).length);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "INTERNAL,100,true", "UNAUTHORIZED,101,false", "UNKNOWN_CHANNEL,102,false",
    "PERMISSION_DENIED,103,false", "METHOD_NOT_FOUND,104,false", "ALREADY_SUBSCRIBED,105,false",
    "LIMIT_EXCEEDED,106,false", "BAD_REQUEST,107,false", "NOT_AVAILABLE,108,false",
    "TOKEN_EXPIRED,109,false", "EXPIRED,110,false", "TOO_MANY_REQUESTS,111,true",
    "UNRECOVERABLE_POSITION,112,false"
  })
  @DisplayName("[W3] error codes are those of the protocol")
  void errorCodes(ErrorCode code, int number, boolean temporary) {
    assertThat(code.code()).isEqualTo(number);
    assertThat(code.temporary()).isEqualTo(temporary);
    assertThat(ErrorCode.values()).hasSize(13);
  }

  static Stream<Arguments> disconnectCodes() {
    return Stream.of(
        arguments(DisconnectCode.CONNECTION_CLOSED, 3000),
        arguments(DisconnectCode.SHUTDOWN, 3001),
        arguments(DisconnectCode.SERVER_ERROR, 3004),
        arguments(DisconnectCode.EXPIRED, 3005),
        arguments(DisconnectCode.SUBSCRIPTION_EXPIRED, 3006),
        arguments(DisconnectCode.SLOW, 3008),
        arguments(DisconnectCode.WRITE_ERROR, 3009),
        arguments(DisconnectCode.INSUFFICIENT_STATE, 3010),
        arguments(DisconnectCode.FORCE_RECONNECT, 3011),
        arguments(DisconnectCode.NO_PONG, 3012),
        arguments(DisconnectCode.TOO_MANY_REQUESTS, 3013),
        arguments(DisconnectCode.STATE_INVALIDATED, 3014),
        arguments(DisconnectCode.INVALID_TOKEN, 3500),
        arguments(DisconnectCode.BAD_REQUEST, 3501),
        arguments(DisconnectCode.STALE, 3502),
        arguments(DisconnectCode.FORCE_DISCONNECT, 3503),
        arguments(DisconnectCode.CONNECTION_LIMIT, 3504),
        arguments(DisconnectCode.CHANNEL_LIMIT, 3505),
        arguments(DisconnectCode.INAPPROPRIATE_PROTOCOL, 3506),
        arguments(DisconnectCode.PERMISSION_DENIED, 3507),
        arguments(DisconnectCode.NOT_AVAILABLE, 3508),
        arguments(DisconnectCode.TOO_MANY_ERRORS, 3509));
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("[W3] a client comes back after 3000 to 3499, and stays away after 3500 to 3999")
  void disconnectCodes(DisconnectCode code, int number) {
    assertThat(code.code()).isEqualTo(number);
    assertThat(code.reconnects()).isEqualTo(number < 3500);
    assertThat(code.reason().length()).isBetween(1, 123);
  }

  @ParameterizedTest
  @CsvSource({"4000, true", "4499, true", "4500, false", "4999, false"})
  @DisplayName("[W3] of an application's own codes, a client comes back after 4000 to 4499")
  void disconnectCodesOfApplications(int number, boolean reconnects) {
    assertThat(new DisconnectCode(number, "ours").reconnects()).isEqualTo(reconnects);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2999, 5000})
  void whatIsNoDisconnectCode(int number) {
    assertThatThrownBy(() -> new DisconnectCode(number, "none"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void payloadsAreEqualByTheirBytes() {
    Payload text = Payload.json("{\"ä\":\n1}");
    Payload bytes = Payload.bytes("{\"ä\": 1}".getBytes(StandardCharsets.UTF_8));
    assertThat(text).isEqualTo(bytes).hasSameHashCodeAs(bytes);
    assertThat(text.size()).isEqualTo(9);
    assertThat(bytes.text()).isEqualTo("{\"ä\": 1}");
    assertThat(text).isNotEqualTo(Payload.json("{}"));
    assertThat(text.toString()).doesNotContain("ä");
  }
}
