package dev.parley.session.control;

import static dev.parley.testing.CommandJson.subscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.cluster.Members.Topic;
import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Payload;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.StreamPosition;
import dev.parley.session.SessionTestServer.Client;
import dev.parley.session.control.ControlHandler.Outcome;
import dev.parley.testing.JsonTree;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Orders on their way to another member: carried, lost, doubled, and not answered. */
class ControlAmongMembersTest {
  private static final long GIVEN = 1_000;

  private final ControlTestServer here = new ControlTestServer("parley.node.name", "here");
  private final ControlTestServer there =
      new ControlTestServer("parley.node.name", "there", "parley.session.subscriptions", "2");

  @BeforeEach
  void meet() {
    here.members.meet(there.members);
    here.context.nanos = GIVEN;
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private CompletableFuture<Integer> give(ControlRequest order) {
    CompletableFuture<Integer> answer = here.control.send(order).toCompletableFuture();
    here.settle();
    return answer;
  }

  private CompletableFuture<Integer> unsubscribe() {
    return give(new ControlRequest.Unsubscribe("u1", null, "room:a"));
  }

  /** The notes that wait reach the other member, and its answers this one. */
  private void carry() {
    there.members.carry();
    there.settle();
    here.members.carry();
    here.settle();
  }

  /** So much time has passed since the order was given. */
  private void later(long millis) {
    here.control.checkRequests(GIVEN + millis(millis));
    here.settle();
  }

  private static Client subscribed(ControlTestServer server) {
    Client client = server.connected("u1");
    client.say(subscribe(2, "room:a"));
    client.transport.frames.clear();
    return client;
  }

  private static long ends(Client client) {
    return client.transport.messages().stream()
        .filter(message -> message.containsKey("push"))
        .filter(message -> JsonTree.object(message, "push").containsKey("unsubscribe"))
        .count();
  }

  @Test
  @DisplayName("[R3] an order reaches the sessions of all members, and the answer counts them")
  void allMembers() {
    Client own = subscribed(here);
    Client first = subscribed(there);
    Client second = subscribed(there);
    CompletableFuture<Integer> answer = unsubscribe();
    assertThat(ends(own)).isEqualTo(1);
    assertThat(answer).as("the other member has not answered").isNotDone();
    carry();
    assertThat(answer).isCompletedWithValue(3);
    assertThat(List.of(ends(first), ends(second))).containsOnly(1L);
  }

  @Test
  @DisplayName("[R3] an order that is lost on its way is told again")
  void aLostOrder() {
    Client client = subscribed(there);
    CompletableFuture<Integer> answer = unsubscribe();
    assertThat(there.members.lose()).isEqualTo(1);
    later(199);
    assertThat(there.members.lose()).as("not yet").isZero();
    later(200);
    carry();
    assertThat(answer).isCompletedWithValue(1);
    assertThat(ends(client)).isEqualTo(1);
    later(400);
    assertThat(there.members.lose()).as("who has answered is left alone").isZero();
  }

  @Test
  @DisplayName("[R3] when the answer is lost, the order is told again and not done again")
  void aLostAnswer() {
    Client client = subscribed(there);
    CompletableFuture<Integer> answer = unsubscribe();
    there.members.carry();
    there.settle();
    assertThat(here.members.lose()).isEqualTo(1);
    client.say(subscribe(3, "room:a"));
    later(200);
    carry();
    assertThat(answer).isCompletedWithValue(1);
    assertThat(client.channels()).as("what came after the order").contains("room:a");
  }

  @Test
  @DisplayName("[R3] an order that is heard twice is done once, also while it is being done")
  void aDoubledOrder() {
    Client client = subscribed(there);
    CompletableFuture<Integer> answer = unsubscribe();
    there.members.carryTwice();
    there.settle();
    here.members.carryTwice();
    here.settle();
    assertThat(answer).isCompletedWithValue(1);
    assertThat(ends(client)).isEqualTo(1);
  }

  @Test
  @DisplayName("[R3] a member that is there and does not answer within 2 s is named; give it again")
  void aSilentMember() {
    Client own = subscribed(here);
    Client client = subscribed(there);
    CompletableFuture<Integer> answer = unsubscribe();
    int told = there.members.lose();
    for (long millis = 200; millis < 2000; millis += 200) {
      later(millis);
      told += there.members.lose();
    }
    assertThat(told).isEqualTo(10);
    later(1999);
    assertThat(answer).isNotDone();
    later(2000);
    assertProblem(answer, ErrorCode.INTERNAL, "there");
    assertThat(ends(own)).isEqualTo(1);
    CompletableFuture<Integer> again = unsubscribe();
    carry();
    assertThat(again).isCompletedWithValue(2);
    assertThat(ends(client)).isEqualTo(1);
    assertThat(ends(own)).as("it held already").isEqualTo(1);
  }

  @Test
  @DisplayName("[R3] an answer that comes too late harms nobody")
  void aLateAnswer() {
    subscribed(there);
    CompletableFuture<Integer> answer = unsubscribe();
    later(2000);
    carry();
    assertProblem(answer, ErrorCode.INTERNAL, "there");
  }

  @Test
  @DisplayName("[R3] a member that has gone is not waited for")
  void aMemberThatHasGone() {
    subscribed(here);
    CompletableFuture<Integer> answer = unsubscribe();
    here.members.part(there.members);
    later(100);
    assertThat(answer).isCompletedWithValue(1);
  }

  @Test
  @DisplayName("[R2] [R3] what is in the way on another member is told by its code")
  void aProblemThere() {
    subscribed(there);
    CompletableFuture<Integer> answer =
        give(new ControlRequest.Subscribe("u1", null, "room:b", null, null));
    carry();
    assertProblem(answer, ErrorCode.LIMIT_EXCEEDED, "2 channels");
  }

  @Test
  void whatIsNoNoteHarmsNobody() {
    subscribed(there);
    here.members.send(there.members.self().id(), Topic.CONTROL, unknownKind());
    CompletableFuture<Integer> answer = unsubscribe();
    carry();
    assertThat(answer).isCompletedWithValue(1);
  }

  private static void assertProblem(
      CompletableFuture<Integer> answer, ErrorCode code, String words) {
    assertThatThrownBy(answer::join)
        .cause()
        .isInstanceOfSatisfying(
            ProtocolException.class, problem -> assertThat(problem.code()).isEqualTo(code))
        .hasMessageContaining(words);
  }

  private static byte[] unknownKind() {
    byte[] note = new ControlMessage.Answered(1, new Outcome(0, null)).write();
    note[0] = 99;
    return note;
  }

  static Stream<ControlMessage.Request> notes() {
    StreamPosition since = new StreamPosition(7, "e1");
    DisconnectCode code = new DisconnectCode(4000, "größer");
    return Stream.of(
            new ControlRequest.Subscribe("u", null, "room:a", null, null),
            new ControlRequest.Subscribe("ü", "c", "room:a", since, Payload.json("{\"a\":1}")),
            new ControlRequest.Unsubscribe("u", "c", "room:a"),
            new ControlRequest.Disconnect("u", null, Set.of(), code),
            new ControlRequest.Disconnect("u", "c", Set.of("c1", "c2"), code),
            new ControlRequest.Refresh("u", null, Instant.ofEpochSecond(1_900_000_000)))
        .map(order -> new ControlMessage.Request(Long.MAX_VALUE, order));
  }

  @ParameterizedTest
  @MethodSource("notes")
  void aNoteIsReadAsItWasWritten(ControlMessage note) {
    assertThat(ControlMessage.read(note.write())).isEqualTo(note);
  }

  @Test
  void anAnswerIsReadAsItWasWritten() {
    ControlMessage.Answered good = new ControlMessage.Answered(3, new Outcome(2, null));
    assertThat(ControlMessage.read(good.write())).isEqualTo(good);
    ProtocolException problem = new ProtocolException(ErrorCode.LIMIT_EXCEEDED, "full");
    ControlMessage.Answered bad = new ControlMessage.Answered(3, new Outcome(2, problem));
    assertThat(ControlMessage.read(bad.write()))
        .isInstanceOfSatisfying(
            ControlMessage.Answered.class,
            read -> {
              assertThat(read.outcome().reached()).isEqualTo(2);
              assertThat(read.outcome().problem().code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
              assertThat(read.outcome().problem()).hasMessage("full");
            });
    assertThat(ControlMessage.read(unknownKind())).isNull();
  }

  @Test
  @DisplayName(
      "[R3] orders of others are remembered for longer than they are repeated, and bounded")
  void whatIsRemembered() {
    AtomicInteger obeyed = new AtomicInteger();
    SeenRequests heard =
        new SeenRequests(
            order -> CompletableFuture.completedFuture(new Outcome(obeyed.incrementAndGet(), null)),
            Runnable::run);
    UUID giver = UUID.randomUUID();
    assertThat(heard(heard, giver, 1, 0)).isCompletedWithValue(new Outcome(1, null));
    heard.forgetOld(millis(9_999));
    assertThat(heard(heard, giver, 1, 0)).isCompletedWithValue(new Outcome(1, null));
    assertThat(heard(heard, UUID.randomUUID(), 1, 0))
        .as("another giver's order of the same number")
        .isCompletedWithValue(new Outcome(2, null));
    heard.forgetOld(millis(10_001));
    LongStream.rangeClosed(1, 100_000).forEach(number -> heard(heard, giver, number, 0));
    assertThat(obeyed).hasValue(100_002);
    assertThat(heard(heard, giver, 100_001, 0)).as("too many").isNotDone();
    assertThat(obeyed).hasValue(100_002);
  }

  @Test
  void whatFailsUnexpectedlyIsAnsweredToo() {
    SeenRequests heard =
        new SeenRequests(
            order -> {
              throw new IllegalStateException("thrown by a test, on purpose");
            },
            Runnable::run);
    Outcome outcome = heard(heard, UUID.randomUUID(), 1, 0).join();
    assertThat(outcome.problem().code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(outcome.problem().getMessage()).doesNotContain("purpose");
  }

  private static CompletableFuture<Outcome> heard(
      SeenRequests heard, UUID giver, long number, long nowNanos) {
    ControlRequest order = new ControlRequest.Unsubscribe("u", null, "room:a");
    CompletionStage<Outcome> outcome =
        heard.handle(giver, new ControlMessage.Request(number, order), nowNanos);
    return outcome.toCompletableFuture();
  }
}
