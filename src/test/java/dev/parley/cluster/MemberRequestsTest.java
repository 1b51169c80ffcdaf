package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.MemberRequests.Result;
import dev.parley.cluster.Members.Member;
import dev.parley.cluster.Members.Topic;
import dev.parley.session.FakeMembers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests to another member: repeated, answered twice, not answered. */
class MemberRequestsTest {
  private static final long SENT = 1_000;

  private final FakeMembers here = new FakeMembers("here");
  private final FakeMembers there = new FakeMembers("there");
  private final MemberRequests<String> requests =
      new MemberRequests<>(here, Topic.CONTROL, Runnable::run);
  private final List<byte[]> received = new ArrayList<>();

  @BeforeEach
  void meet() {
    here.meet(there);
    there.setListener(
        Topic.CONTROL,
        new Members.Listener() {
          @Override
          public void messageReceived(Member member, byte[] message) {
            received.add(message);
          }
        });
  }

  private CompletableFuture<Result<String>> send(long number) {
    List<byte[]> messages = List.of(new byte[] {1}, new byte[] {2});
    return requests
        .send(number, List.of(here.self(), there.self()), messages, SENT)
        .toCompletableFuture();
  }

  private void checkAfter(long millis) {
    requests.check(SENT + TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  void endsWhenAllHaveAnsweredAndCountsTheFirstAnswerOfEach() {
    long number = requests.nextNumber();
    CompletableFuture<Result<String>> result = send(number);
    requests.receiveAnswer(number, there.self().id(), "first");
    requests.receiveAnswer(number, there.self().id(), "second");
    assertThat(result).isNotDone();
    assertThat(requests.count()).isEqualTo(1);
    requests.receiveAnswer(number, here.self().id(), "own");
    assertThat(result).isCompletedWithValue(new Result<>(List.of("first", "own"), List.of()));
    assertThat(requests.count()).isZero();
  }

  @Test
  void sendsAllMessagesAgainToTheMembersThatHaveNotAnswered() {
    long number = requests.nextNumber();
    send(number);
    assertThat(there.lose()).isEqualTo(2);
    checkAfter(199);
    assertThat(there.carry()).isZero();
    checkAfter(200);
    assertThat(there.carry()).isEqualTo(2);
    assertThat(received).containsExactly(new byte[] {1}, new byte[] {2});
    requests.receiveAnswer(number, there.self().id(), "done");
    checkAfter(400);
    assertThat(there.carry()).as("it has answered").isZero();
  }

  @Test
  void namesTheMembersThatHaveNotAnsweredInTime() {
    long number = requests.nextNumber();
    CompletableFuture<Result<String>> result = send(number);
    requests.receiveAnswer(number, here.self().id(), "own");
    checkAfter(1_999);
    assertThat(result).isNotDone();
    checkAfter(2_000);
    assertThat(result).isCompletedWithValue(new Result<>(List.of("own"), List.of(there.self())));
    requests.receiveAnswer(number, there.self().id(), "late");
  }

  @Test
  void doesNotAwaitAMemberThatHasLeft() {
    long number = requests.nextNumber();
    CompletableFuture<Result<String>> result = send(number);
    requests.receiveAnswer(number, here.self().id(), "own");
    here.part(there);
    checkAfter(100);
    assertThat(result).isCompletedWithValue(new Result<>(List.of("own"), List.of()));
  }
}
