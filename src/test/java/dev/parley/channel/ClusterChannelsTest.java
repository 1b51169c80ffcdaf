package dev.parley.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.concurrent.MemberExecutors;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.session.FakeMembers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two members whose notes are carried as soon as they wait. */
class ClusterChannelsTest {
  private final Member here = new Member("here");
  private final Member there = new Member("there");

  private static final class Member implements AutoCloseable {
    final FakeMembers members;
    final ChannelTestServer server = new ChannelTestServer("parley.limit.channels-page", "3");
    final MemberExecutors executors = new MemberExecutors(server.config, Thread::new);
    final ClusterChannels channels;

    Member(String name) {
      members = new FakeMembers(name);
      channels =
          new ClusterChannels(
              server.config,
              new ChannelNames(server.config),
              server.hub,
              server.log,
              server.history,
              members,
              executors);
      channels.start(null);
    }

    @Override
    public void close() {
      executors.close();
    }
  }

  @BeforeEach
  void meet() {
    here.members.meet(there.members);
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
  }

  /** Carries and reads until it is there. */
  private <T> T outcome(CompletionStage<T> stage) {
    CompletableFuture<T> outcome = stage.toCompletableFuture();
    Awaitility.await()
        .until(
            () -> {
              there.members.carry();
              here.members.carry();
              here.server.reads.runAll();
              return outcome.isDone();
            });
    return outcome.join();
  }

  private static void assertRefused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, ErrorCode code) {
    assertThatThrownBy(call)
        .satisfies(
            thrown -> {
              Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
              assertThat(cause)
                  .isInstanceOfSatisfying(
                      ProtocolException.class, e -> assertThat(e.code()).isEqualTo(code));
            });
  }

  @Test
  @DisplayName("[H12] the clients of all members are counted, by channel")
  void counts() {
    here.server.subscribed("room:a", "c1");
    here.server.subscribed("room:a", "c2");
    there.server.subscribed("room:a", "c3");
    there.server.subscribed("feed:b", "c3");
    assertThat(outcome(here.channels.active(null))).isEqualTo(Map.of("room:a", 3, "feed:b", 1));
    assertThat(outcome(here.channels.active("feed:*"))).isEqualTo(Map.of("feed:b", 1));
    assertThat(outcome(here.channels.active("room:a")))
        .isEqualTo(outcome(here.channels.active("r*a")));
    there.server.channels.unsubscribe("feed:b", "c3");
    assertThat(outcome(here.channels.active("feed:*"))).isEqualTo(Map.of());
  }

  @Test
  @DisplayName("[H12] more channels than may be shown answer 106, however they are spread")
  void tooMany() {
    IntStream.range(0, 2).forEach(i -> here.server.subscribed("room:h" + i, "c"));
    there.server.subscribed("room:t0", "c");
    assertThat(outcome(here.channels.active(""))).hasSize(3);
    there.server.subscribed("room:t1", "c");
    assertRefused(() -> outcome(here.channels.active("*")), ErrorCode.LIMIT_EXCEEDED);
    assertThat(outcome(here.channels.active("room:h*"))).hasSize(2);
    IntStream.range(2, 9).forEach(i -> there.server.subscribed("room:t" + i, "c"));
    assertRefused(() -> outcome(here.channels.active("*")), ErrorCode.LIMIT_EXCEEDED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"room:?", "room:[ab]", "{room,feed}:*", "room:\\*"})
  @DisplayName("[H12] patterns of another kind are refused, and not taken for names")
  void otherPatterns(String pattern) {
    assertRefused(() -> here.channels.active(pattern), ErrorCode.BAD_REQUEST);
  }

  @Test
  @DisplayName("[H11] a history is removed, and the other member forgets what it has of it")
  void removes() {
    here.server.publish("room:a", 5);
    outcome(here.channels.removeHistory("room:a"));
    assertThat(here.server.log.readAfter("room:a", 0, 10).publications()).isEmpty();
    assertThat(there.server.trace).containsOnlyOnce("forget room:a 5");
  }

  @Test
  @DisplayName("[H11] where there is no history it says so")
  void nothingToRemove() {
    assertRefused(() -> here.channels.removeHistory("event:a"), ErrorCode.NOT_AVAILABLE);
    assertRefused(() -> here.channels.removeHistory("nosuch:a"), ErrorCode.UNKNOWN_CHANNEL);
    here.server.logIsAway(true);
    assertThatThrownBy(() -> outcome(here.channels.removeHistory("room:a"))).isNotNull();
  }

  @Test
  @DisplayName("[H11] a member that was cut off forgets what it has in memory when it is back")
  void backAgain() {
    Predicate<Member> forgot = member -> member.server.trace.contains("forget all");
    // One that starts has seen nothing yet, and costs the others nothing.
    outcome(here.channels.active(null));
    assertThat(List.of(here, there)).noneMatch(forgot);
    here.members.part(there.members);
    outcome(here.channels.removeHistory("room:a"));
    assertThat(List.of(here, there)).noneMatch(forgot);
    here.members.meet(there.members);
    Awaitility.await().untilAsserted(() -> assertThat(List.of(here, there)).allMatch(forgot));
  }
}
