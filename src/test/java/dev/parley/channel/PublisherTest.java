package dev.parley.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Frame;
import dev.parley.protocol.Payload;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.StreamPosition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Publishing: check, store, broadcast, confirm. */
class PublisherTest {
  private static final ProtocolException AWAY =
      new ProtocolException(ErrorCode.INTERNAL, "the log does not answer, try again");

  private final ChannelTestServer server =
      new ChannelTestServer("parley.namespace.feed.message-bytes", "20");
  private final RecordedOutcome outcome = new RecordedOutcome();

  private void publish(String channel) {
    server.publisher.publish(ChannelTestServer.message(channel, "1")).whenComplete(outcome);
  }

  @Test
  @DisplayName("[M1] a message is stored, then broadcast, then confirmed")
  void storesThenBroadcastsThenConfirms() {
    server.holdCommits();
    server
        .publisher
        .publish(ChannelTestServer.message("feed:a", "1"))
        .whenComplete((position, failure) -> server.trace.add("confirm"))
        .whenComplete(outcome);
    server.commit();
    assertThat(server.trace).containsExactly("append", "commit", "broadcast", "confirm");
    assertThat(outcome.recorded).containsExactly("confirmed 1 e1");
    assertThat(server.counted("parley.publications", "outcome", "confirmed")).isEqualTo(1);
  }

  @Test
  @DisplayName("[M1] nobody gets a message before it is stored, nor does its publisher get a reply")
  void nothingIsSaidBeforeTheCommit() {
    FakeSubscriber subscriber = server.subscribed("feed:a", "c1");
    server.log.commitsByHand = true;
    publish("feed:a");
    server.settle();
    assertThat(outcome.recorded).isEmpty();
    assertThat(subscriber.offsets()).isEmpty();
    server.log.commit();
    server.settle();
    assertThat(outcome.recorded).containsExactly("confirmed 1 e1");
    assertThat(subscriber.offsets()).containsExactly(1L);
  }

  @Test
  void aMessageOfAChannelWithoutALogIsConfirmedWithoutAPosition() {
    FakeSubscriber subscriber = server.subscribed("event:a", "c1");
    publish("event:a");
    server.settle();
    assertThat(outcome.recorded).containsExactly("confirmed 0 ");
    assertThat(subscriber.events).containsExactly("subscribed 0", "pub 0");
  }

  @Test
  void subscribersGetDataInfoTagsAndOffset() {
    FakeSubscriber subscriber = server.subscribed("feed:a", "c1");
    ClientInfo sender = new ClientInfo("u1", "c9", Payload.json("{\"name\":\"Ann\"}"), null);
    server
        .publisher
        .publish(
            new PublishRequest(
                "feed:a", Payload.json("{\"x\" : 1.0}"), sender, Map.of("k", "v"), null))
        .whenComplete(outcome);
    server.settle();
    assertThat(subscriber.frames.get(0).text())
        .isEqualTo(
            "{\"push\":{\"channel\":\"feed:a\",\"pub\":{\"data\":{\"x\" : 1.0},\"info\":{\"user\":\"u1\",\"client\":"
                + "\"c9\",\"conn_info\":{\"name\":\"Ann\"}},\"offset\":1,\"tags\":{\"k\":\"v\"},\"time\":1}}}");
  }

  @Nested
  class Validation {
    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("dev.parley.channel.PublisherTest#badMessages")
    @DisplayName("[M2] a message that is wrong is refused by its code, and leaves no trace")
    void refusesWhatIsWrong(String what, PublishRequest message, ErrorCode code) {
      server.publisher.publish(message).whenComplete(outcome);
      assertThat(outcome.recorded).containsExactly("refused " + code.code());
      assertThat(server.trace).isEmpty();
      assertThat(server.counted("parley.publications", "outcome", "refused")).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.parley.channel.PublisherTest#extremeMessages")
    void takesWhatIsJustRight(String what, PublishRequest message) {
      server.publisher.publish(message).whenComplete(outcome);
      assertThat(outcome.recorded).containsExactly("confirmed 1 e1");
    }
  }

  static Stream<Arguments> badMessages() {
    ErrorCode bad = ErrorCode.BAD_REQUEST;
    return Stream.of(
        Arguments.of("no name", ChannelTestServer.message("", "1"), bad),
        Arguments.of(
            "name too long", ChannelTestServer.message("feed:" + "n".repeat(251), "1"), bad),
        Arguments.of("line break in the name", ChannelTestServer.message("feed:a\nb", "1"), bad),
        Arguments.of("NUL in the name", ChannelTestServer.message("feed:\u0000", "1"), bad),
        Arguments.of("DEL in the name", ChannelTestServer.message("feed:\u007f", "1"), bad),
        Arguments.of(
            "invisible mark in the name", ChannelTestServer.message("feed:\u200ea", "1"), bad),
        Arguments.of("half a surrogate pair", ChannelTestServer.message("feed:\ud83d", "1"), bad),
        Arguments.of("space without a width", ChannelTestServer.message("feed:a\u200bb", "1"), bad),
        Arguments.of(
            "text from right to left", ChannelTestServer.message("feed:\u202ea", "1"), bad),
        Arguments.of("line separator", ChannelTestServer.message("feed:\u2028", "1"), bad),
        Arguments.of("byte order mark", ChannelTestServer.message("feed:\ufeff", "1"), bad),
        Arguments.of("no character", ChannelTestServer.message("feed:\uffff", "1"), bad),
        Arguments.of(
            "unknown namespace",
            ChannelTestServer.message("nope:a", "1"),
            ErrorCode.UNKNOWN_CHANNEL),
        Arguments.of(
            "empty namespace", ChannelTestServer.message(":a", "1"), ErrorCode.UNKNOWN_CHANNEL),
        Arguments.of(
            "data too large",
            ChannelTestServer.message("feed:a", "\"" + "d".repeat(19) + "\""),
            bad),
        Arguments.of(
            "bytes count, not characters",
            ChannelTestServer.message("feed:a", "\"ääääääääää\""),
            bad),
        Arguments.of("empty key", keyed(""), bad),
        Arguments.of("key too long", keyed("k".repeat(129)), bad),
        Arguments.of("33 tags", tagged(tags(33, "v")), bad),
        Arguments.of("tag name too long", tagged(Map.of("t".repeat(257), "v")), bad),
        Arguments.of("tag value too long", tagged(Map.of("t", "v".repeat(257))), bad));
  }

  static Stream<Arguments> extremeMessages() {
    return Stream.of(
        Arguments.of("longest name", ChannelTestServer.message("feed:" + "n".repeat(250), "1")),
        Arguments.of("name of other letters", ChannelTestServer.message("feed:größe/数据:🎉", "1")),
        Arguments.of(
            "spaces in the name", ChannelTestServer.message("feed: a  b\u00a0c\u3000", "1")),
        Arguments.of("emoji that is joined", ChannelTestServer.message("feed:👩‍👩‍👧‍👦", "1")),
        Arguments.of("emoji with a variation", ChannelTestServer.message("feed:❤️‍🔥", "1")),
        Arguments.of(
            "emoji of a flag and tags", ChannelTestServer.message("feed:🏴󠁧󠁢󠁥󠁮󠁧󠁿", "1")),
        Arguments.of(
            "emoji newer than this Java", ChannelTestServer.message("feed:\ud83e\udee0", "1")),
        Arguments.of("Persian word", ChannelTestServer.message("feed:می‌خواهم", "1")),
        Arguments.of("private character", ChannelTestServer.message("feed:\uf8ff", "1")),
        Arguments.of(
            "largest data", ChannelTestServer.message("feed:a", "\"" + "d".repeat(18) + "\"")),
        Arguments.of("longest key", keyed("k".repeat(128))),
        Arguments.of("most tags", tagged(tags(32, "v".repeat(256)))),
        Arguments.of("longest tag", tagged(Map.of("t".repeat(256), ""))));
  }

  private static PublishRequest keyed(String key) {
    return new PublishRequest("feed:a", Payload.json("1"), null, Map.of(), key);
  }

  private static PublishRequest tagged(Map<String, String> tags) {
    return new PublishRequest("feed:a", Payload.json("1"), null, tags, null);
  }

  private static Map<String, String> tags(int count, String value) {
    Map<String, String> tags = new HashMap<>();
    IntStream.range(0, count).forEach(i -> tags.put("t" + i, value));
    return tags;
  }

  @Nested
  class Database {
    @Test
    @DisplayName("[L6] an append that is refused at once is answered with a temporary error, once")
    void refusedBeforeTheCommit() {
      server.log.appendThrows = AWAY;
      publish("feed:a");
      assertThat(outcome.recorded).containsExactly("refused 100");
      assertThat(server.trace).isEmpty();
      server.log.appendThrows = null;
      publish("feed:a");
      assertThat(outcome.recorded).containsExactly("refused 100", "confirmed 1 e1");
    }

    @Test
    @DisplayName("[L6] whatever the log throws, the publisher gets a temporary error, once")
    void anUnexpectedFailureIsATemporaryError() {
      server.log.appendThrows = new IllegalStateException("thrown by a test, on purpose");
      publish("feed:a");
      assertThat(outcome.recorded).containsExactly("refused 100");
    }

    @Test
    @DisplayName("[L6] after a rollback only the publisher gets an answer")
    void refusedDuringTheCommit() {
      FakeSubscriber subscriber = server.subscribed("feed:a", "c1");
      server.log.commitsByHand = true;
      publish("feed:a");
      server.log.fail(AWAY);
      server.settle();
      assertThat(outcome.recorded).containsExactly("refused 100");
      assertThat(subscriber.events).containsExactly("subscribed 0");
      assertThat(server.counted("parley.publications", "outcome", "refused")).isEqualTo(1);
      assertThat(server.counted("parley.publications", "outcome", "confirmed")).isZero();
    }

    @Test
    @DisplayName(
        "[L3] after an unknown outcome the same key finds the entry, and nobody gets it twice")
    void tryingAgainAfterAnUnknownOutcomeIsSafe() {
      FakeSubscriber subscriber = server.subscribed("feed:a", "c1");
      server.publisher.publish(keyed("k")).whenComplete(outcome);
      server.publisher.publish(keyed("k")).whenComplete(outcome);
      server.settle();
      assertThat(outcome.recorded).containsExactly("confirmed 1 e1", "confirmed 1 e1");
      assertThat(subscriber.offsets()).containsExactly(1L);
    }

    @Test
    void aRefusalByTheDataIsHandedOnAsItIs() {
      server.log.commitsByHand = true;
      publish("feed:a");
      server.log.fail(new ProtocolException(ErrorCode.BAD_REQUEST, "change it"));
      assertThat(outcome.recorded).containsExactly("refused 107");
    }

    @Test
    void whatWaitsBehindAFailureIsAnsweredByItself() {
      server.log.commitsByHand = true;
      RecordedOutcome other = new RecordedOutcome();
      publish("feed:a");
      server.publisher.publish(ChannelTestServer.message("feed:a", "2")).whenComplete(other);
      server.log.fail(AWAY);
      assertThat(outcome.recorded).containsExactly("refused 100");
      assertThat(other.recorded).isEmpty();
      server.log.commit();
      assertThat(outcome.recorded).hasSize(1);
      assertThat(other.recorded).containsExactly("confirmed 1 e1");
    }
  }

  @Nested
  class Broadcast {
    @Test
    @DisplayName("[M3] a message that was stored is confirmed although it could not be broadcast")
    void isConfirmedWhenTheBridgeFails() {
      server.bridge.sendThrows = new IllegalStateException("thrown by a test, on purpose");
      publish("feed:a");
      assertThat(outcome.recorded).containsExactly("confirmed 1 e1");
      assertThat(server.counted("parley.broadcast.failures")).isEqualTo(1);
    }

    @Test
    @DisplayName("[V1] what is ephemeral is broadcast and not stored; a failure is only counted")
    void ephemeral() {
      FakeSubscriber subscriber = server.subscribed("feed:a", "c1");
      server.publisher.sendEphemeral(ChannelTestServer.message("feed:a", "1"));
      publish("feed:a");
      server.settle();
      assertThat(server.trace).containsExactly("broadcast", "append", "commit", "broadcast");
      assertThat(subscriber.offsets()).containsExactly(0L, 1L);
      server.bridge.sendThrows = new IllegalStateException("thrown by a test, on purpose");
      server.publisher.sendEphemeral(ChannelTestServer.message("feed:a", "1"));
      assertThat(server.counted("parley.broadcast.failures")).isEqualTo(1);
      assertThatThrownBy(
              () ->
                  server.publisher.sendEphemeral(
                      ChannelTestServer.message("feed:a", "\"" + "x".repeat(20) + "\"")))
          .isInstanceOfSatisfying(
              ProtocolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST));
    }

    @Test
    @DisplayName("[L5] a publication that could not be broadcast comes from the log, in its order")
    void subscribersGetItFromTheLog() {
      FakeSubscriber subscriber = server.subscribed("feed:a", "c1");
      server.bridge.sendThrows = new IllegalStateException("thrown by a test, on purpose");
      server.publish("feed:a", 2);
      server.bridge.sendThrows = null;
      server.publish("feed:a", 1);
      server.settle();
      assertThat(subscriber.offsets()).containsExactly(1L, 2L, 3L);
    }

    @Test
    @DisplayName("[M4] a subscriber that fails costs the others nothing")
    void othersGetItWhenOneSubscriberThrows() {
      FakeSubscriber first = server.subscribed("feed:a", "c1");
      FakeSubscriber broken =
          new FakeSubscriber("c2", server.reads.waiting::add) {
            @Override
            public void deliver(String channel, List<Frame> frame) {
              throw new IllegalStateException("thrown by a test, on purpose");
            }
          };
      server.subscribe("feed:a", broken, null);
      FakeSubscriber last = server.subscribed("feed:a", "c3");
      server.publish("feed:a", 2);
      server.settle();
      server.publish("feed:a", 1);
      server.settle();
      assertThat(first.offsets()).containsExactly(1L, 2L, 3L);
      assertThat(last.offsets()).containsExactly(1L, 2L, 3L);
      assertThat(server.counted("parley.delivery.failures")).isEqualTo(2);
    }

    @Test
    @DisplayName("[M4] a publisher whose code fails affects neither the subscribers nor the others")
    void aDependentThatThrowsAffectsNobodyElse() {
      FakeSubscriber subscriber = server.subscribed("feed:a", "c1");
      BiConsumer<StreamPosition, Throwable> broken =
          (position, failure) -> {
            throw new IllegalStateException("thrown by a test, on purpose");
          };
      server.log.commitsByHand = true;
      server.publisher.publish(ChannelTestServer.message("feed:a", "1")).whenComplete(broken);
      server.publisher.publish(ChannelTestServer.message("feed:a", "2")).whenComplete(broken);
      publish("feed:a");
      assertThatCode(server.log::commit).doesNotThrowAnyException();
      assertThatCode(() -> server.log.fail(AWAY)).doesNotThrowAnyException();
      server.log.commit();
      server.settle();
      assertThat(subscriber.offsets()).containsExactly(1L, 2L);
      assertThat(outcome.recorded).containsExactly("confirmed 2 e1");
    }

    @Test
    void whatIsPublishedInOneRoundGoesOutAsOneFrame() {
      FakeSubscriber subscriber = server.subscribed("feed:a", "c1");
      server.publish("feed:a", 5);
      server.settle();
      assertThat(subscriber.frames).hasSize(1);
      assertThat(subscriber.offsets()).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void allSubscribersShareOneEncoding() {
      FakeSubscriber one = server.subscribed("feed:a", "c1");
      FakeSubscriber two = server.subscribed("feed:a", "c2");
      server.publish("feed:a", 3);
      server.settle();
      assertThat(one.frames.get(0)).isSameAs(two.frames.get(0));
    }

    @Test
    void aRoundIsCutIntoFramesOfTheirSize() {
      ChannelTestServer small = new ChannelTestServer("parley.session.frame-bytes", "1KiB");
      FakeSubscriber subscriber = small.subscribed("feed:a", "c1");
      small.publish("feed:a", 50);
      small.settle();
      assertThat(subscriber.frames).hasSizeGreaterThan(2).allMatch(f -> f.bytes() <= 1024);
      assertThat(subscriber.offsets())
          .isEqualTo(IntStream.rangeClosed(1, 50).mapToObj(Long::valueOf).toList());
    }
  }

  @Test
  void aMessageWithoutSubscribersIsStoredAndForgotten() {
    publish("feed:a");
    assertThat(server.log.size("feed:a")).isEqualTo(1);
    assertThat(server.writers.waiting()).isZero();
    assertThat(List.of(server.channels.count())).containsExactly(0);
  }
}
