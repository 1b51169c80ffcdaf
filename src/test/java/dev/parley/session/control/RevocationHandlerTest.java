package dev.parley.session.control;

import static dev.parley.testing.CommandJson.connect;
import static dev.parley.testing.CommandJson.refresh;
import static dev.parley.testing.CommandJson.subscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Frame;
import dev.parley.protocol.ProtocolException;
import dev.parley.security.Revocations.Revocation;
import dev.parley.session.SessionTestServer.Client;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Sessions whose tokens are taken back. */
class RevocationHandlerTest {
  private static final long GIVEN = 1_000;

  private final ControlTestServer here = new ControlTestServer("parley.node.name", "here");
  private final ControlTestServer there = new ControlTestServer("parley.node.name", "there");

  @BeforeEach
  void meet() {
    here.members.meet(there.members);
    here.context.nanos = GIVEN;
  }

  /** Of all tokens that there are. */
  private static Revocation revocation() {
    return before(Instant.now().plusSeconds(1));
  }

  private static Revocation before(Instant instant) {
    return new Revocation("u1", instant, Instant.now().plusSeconds(3600));
  }

  private CompletableFuture<Integer> give(Revocation revocation) {
    CompletableFuture<Integer> answer =
        here.control.send(new ControlRequest.Revoke(revocation)).toCompletableFuture();
    here.settle();
    return answer;
  }

  private void carry() {
    there.members.carry();
    there.settle();
    here.members.carry();
    here.settle();
  }

  private static void assertLetsNobodyIn(ControlTestServer server) {
    Client client = server.open();
    client.say(connect(1, server.token("u1")));
    assertThat(client.closeCode()).isEqualTo(3500);
    assertThat(client.transport.reason).contains("revoked");
  }

  @Test
  @DisplayName("[T3] [R3] a revocation ends the sessions of all members, and lets nobody in again")
  void allMembers() {
    Client own = here.connected("u1");
    Client first = there.connected("u1");
    Client second = there.connected("u1");
    Client other = there.connected("u2");
    CompletableFuture<Integer> answer = give(revocation());
    assertThat(own.closeCode()).isEqualTo(3500);
    assertThat(answer).as("the other member has not answered").isNotDone();
    carry();
    assertThat(answer).isCompletedWithValue(3);
    assertThat(first.closeCode()).isEqualTo(3500);
    assertThat(second.closeCode()).isEqualTo(3500);
    assertThat(other.closeCode()).isZero();
    assertLetsNobodyIn(here);
    assertLetsNobodyIn(there);
    CompletableFuture<Integer> again = give(revocation());
    carry();
    assertThat(again).isCompletedWithValue(0);
  }

  @Test
  @DisplayName("[T3] while a member has not answered, nobody is told that it holds")
  void aSilentMember() {
    CompletableFuture<Integer> answer = give(revocation());
    here.control.checkRequests(GIVEN + TimeUnit.SECONDS.toNanos(2));
    here.settle();
    assertThatThrownBy(answer::join)
        .cause()
        .isInstanceOfSatisfying(
            ProtocolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
  }

  @Test
  @DisplayName("[T3] a member that was told nothing ends them when it reads the database")
  void foundInTheDatabase() {
    Client client = there.connected("u1");
    there.security.store(revocation());
    there.security.reload();
    assertThat(client.closeCode()).isEqualTo(3500);
    assertLetsNobodyIn(there);
  }

  @Test
  @DisplayName("[T3] sessions of younger tokens stay; those of tokens without iat end")
  void youngerTokens() {
    Client young = here.connected("u1");
    Client unknown = here.open();
    unknown.say(connect(1, here.security.token("u1", Map.of())));
    assertThat(unknown.session.isOpen()).isTrue();
    here.members.part(there.members);
    assertThat(give(before(Instant.now().minusSeconds(60)))).isCompletedWithValue(1);
    assertThat(young.closeCode()).isZero();
    assertThat(unknown.closeCode()).isEqualTo(3500);
  }

  @Test
  @DisplayName("[A1] [T3] what waits for a session that is revoked is not sent any more")
  void whatWaits() {
    Client client = here.connected("u1");
    client.say(subscribe(2, "room:a"));
    client.transport.frames.clear();
    client.transport.stalls = true;
    client.deliver("room:a", Frame.of("{\"push\":1}"));
    client.deliver("room:a", Frame.of("{\"push\":2}"));
    give(revocation());
    client.deliver("room:a", Frame.of("{\"push\":3}"));
    client.transport.completeAll();
    here.settle();
    assertThat(client.transport.frames).extracting(Frame::text).containsExactly("{\"push\":1}");
    assertThat(client.transport.violations).isEmpty();
    assertThat(here.gauge("parley.outbox.bytes")).isZero();
  }

  @Test
  @DisplayName("[T3] who connects while it is revoked is let in for no moment")
  void betweenTokenAndSession() {
    Client client = here.open();
    here.security.afterNextLook(() -> give(revocation()));
    client.say(connect(1, here.token("u1")));
    assertThat(client.closeCode()).isEqualTo(3500);
    assertThat(client.transport.frames).isEmpty();
  }

  @Test
  @DisplayName("[T3] a fresh token that is revoked on its way ends the session")
  void betweenTokenAndRefresh() {
    Client client = here.connected("u1");
    here.security.afterNextLook(() -> here.security.revocations.add(revocation()));
    client.say(refresh(2, here.token("u1")));
    assertThat(client.closeCode()).isEqualTo(3500);
    assertThat(client.transport.frames).isEmpty();
  }
}
