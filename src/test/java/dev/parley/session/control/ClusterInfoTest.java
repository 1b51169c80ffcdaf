package dev.parley.session.control;

import static dev.parley.testing.CommandJson.subscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.config.NodeName;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What two members say of themselves: carried, lost, and not said. */
class ClusterInfoTest {
  private static final long ASKED = 1_000;

  private final ControlTestServer here = new ControlTestServer("parley.node.name", "here");
  private final ControlTestServer there = new ControlTestServer("parley.node.name", "there");
  private final ClusterInfo info = of(here);

  private static ClusterInfo of(ControlTestServer server) {
    server.context.nanos = ASKED;
    ClusterInfo info =
        new ClusterInfo(
            server.members,
            server.sessions,
            server.context,
            server.channelServer.channels,
            server.executors);
    info.listen();
    return info;
  }

  @BeforeEach
  void meet() {
    of(there);
    here.members.meet(there.members);
  }

  private CompletableFuture<List<ClusterInfo.MemberInfo>> gather() {
    CompletableFuture<List<ClusterInfo.MemberInfo>> answer = info.gather().toCompletableFuture();
    here.settle();
    return answer;
  }

  private void carry() {
    there.members.carry();
    there.settle();
    here.members.carry();
    here.settle();
  }

  private void later(long millis) {
    here.context.nanos = ASKED + TimeUnit.MILLISECONDS.toNanos(millis);
    info.check();
    here.settle();
  }

  private ClusterInfo.MemberInfo node(
      ControlTestServer server, int clients, int users, int channels, long uptime) {
    return new ClusterInfo.MemberInfo(
        server.members.self().id().toString(),
        server.members.self().name(),
        NodeName.VERSION,
        clients,
        users,
        channels,
        uptime);
  }

  @Test
  @DisplayName("[B7] info lists all members with what each holds")
  void allMembers() {
    here.connected("u1");
    here.connected("u1");
    there.connected("u2").say(subscribe(2, "room:a"));
    there.context.nanos = ASKED + TimeUnit.SECONDS.toNanos(90);
    CompletableFuture<List<ClusterInfo.MemberInfo>> answer = gather();
    assertThat(answer).isNotDone();
    carry();
    // Each user has a channel of his own.
    assertThat(answer.join()).containsExactly(node(here, 2, 1, 1, 0), node(there, 1, 1, 2, 90));
  }

  @Test
  @DisplayName("[B7] what is lost between members is asked again")
  void lost() {
    CompletableFuture<List<ClusterInfo.MemberInfo>> answer = gather();
    there.members.lose();
    later(500);
    carry();
    assertThat(answer.join()).hasSize(2);
  }

  @Test
  @DisplayName("[B7] a member that says nothing is named, one that has gone is not waited for")
  void silentAndGone() {
    CompletableFuture<List<ClusterInfo.MemberInfo>> answer = gather();
    later(2_000);
    assertThatThrownBy(answer::join)
        .isInstanceOf(CompletionException.class)
        .hasMessageEndingWith("call again: there")
        .cause()
        .isInstanceOfSatisfying(
            ProtocolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
    CompletableFuture<List<ClusterInfo.MemberInfo>> again = gather();
    here.members.part(there.members);
    later(2_100);
    assertThat(again.join()).extracting(ClusterInfo.MemberInfo::name).containsExactly("here");
  }
}
