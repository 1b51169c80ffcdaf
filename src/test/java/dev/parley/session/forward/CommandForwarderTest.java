package dev.parley.session.forward;

import static dev.parley.testing.CommandJson.connect;
import static dev.parley.testing.CommandJson.ping;
import static dev.parley.testing.CommandJson.rpc;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.session.CommandPath;
import dev.parley.session.SessionTestServer.Client;
import dev.parley.session.forward.CommandForwarder.Outcome;
import dev.parley.testing.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Commands that come by requests, here and to another member: carried, lost, doubled. */
class CommandForwarderTest {
  private static final long BEGUN = 1_000;

  /** Where requests come to. */
  private final ForwardTestServer edge = new ForwardTestServer("parley.node.name", "same");

  /** Where the session is. */
  private final ForwardTestServer owner = new ForwardTestServer("parley.node.name", "same");

  private Client client;
  private Map<String, Object> reply;

  @BeforeEach
  void connectSession() {
    edge.members.meet(owner.members);
    edge.context.nanos = BEGUN;
    client = owner.open(CommandPath.REQUESTS);
    client.say(connect(1, owner.token("u1")));
    reply = JsonTree.object(client.reply(1), "connect");
    client.transport.frames.clear();
  }

  private String key() {
    return (String) reply.get("session");
  }

  private String node() {
    return (String) reply.get("node");
  }

  private CompletableFuture<Outcome> bring(ForwardTestServer server, String frame) {
    return bring(server, node(), key(), frame);
  }

  private static CompletableFuture<Outcome> bring(
      ForwardTestServer server, String node, String key, String frame) {
    byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
    return server.forwarder.forward(node, key, bytes).toCompletableFuture();
  }

  /** The notes that wait reach the owner, and its answers the edge. */
  private void carry() {
    owner.members.carry();
    owner.settle();
    edge.members.carry();
    edge.settle();
  }

  private void later(long millis) {
    edge.forwarder.checkRequests(BEGUN + TimeUnit.MILLISECONDS.toNanos(millis));
    edge.settle();
  }

  @Test
  @DisplayName("[E2] the key of a session is its own, and nobody else is told it")
  void theKey() {
    assertThat(key()).hasSizeGreaterThanOrEqualTo(22).isNotEqualTo(reply.get("client"));
    assertThat(client.info().toString()).doesNotContain(key());
    Client other = owner.open(CommandPath.REQUESTS);
    assertThat(other.session.key()).isNotEqualTo(key());
  }

  @Test
  void aSessionWhoseCommandsComeOverItsConnectionHasNoKey() {
    Client plain = owner.open();
    plain.say(connect(1, owner.token("u1")));
    Map<String, Object> connect = JsonTree.object(plain.reply(1), "connect");
    assertThat(connect).doesNotContainKey("session").containsEntry("node", "same");
  }

  @Test
  @DisplayName("[E2] the member that holds the session takes commands at once")
  void here() {
    assertThat(bring(owner, ping(2) + "\n" + ping(3))).isCompletedWithValue(Outcome.ACCEPTED);
    owner.settle();
    assertThat(client.answered()).containsExactly(2L, 3L);
  }

  @Test
  @DisplayName("[E2] any other member takes them too, and answers when the session has them")
  void there() {
    CompletableFuture<Outcome> outcome = bring(edge, ping(2));
    assertThat(outcome).isNotDone();
    carry();
    assertThat(outcome).isCompletedWithValue(Outcome.ACCEPTED);
    assertThat(client.answered()).containsExactly(2L);
  }

  @Test
  @DisplayName("[E2] commands that are lost on their way are told again")
  void lost() {
    CompletableFuture<Outcome> outcome = bring(edge, ping(2));
    assertThat(owner.members.lose()).isEqualTo(1);
    later(199);
    assertThat(owner.members.lose()).as("not yet").isZero();
    later(200);
    carry();
    assertThat(outcome).isCompletedWithValue(Outcome.ACCEPTED);
    assertThat(client.answered()).containsExactly(2L);
  }

  @Test
  @DisplayName("[E2] commands whose answer is lost are done once")
  void theAnswerIsLost() {
    CompletableFuture<Outcome> outcome = bring(edge, ping(2));
    owner.members.carryTwice();
    owner.settle();
    assertThat(edge.members.lose()).isPositive();
    later(200);
    carry();
    assertThat(outcome).isCompletedWithValue(Outcome.ACCEPTED);
    assertThat(client.answered()).containsExactly(2L);
  }

  @Test
  @DisplayName("[E2] commands of a session are done in the order in which they came")
  void inTheirOrder() {
    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    for (int id = 2; id < 6; id++) {
      outcomes.add(bring(edge, ping(id)));
    }
    assertThat(owner.members.lose()).as("one at a time").isEqualTo(1);
    later(200);
    for (int i = 0; i < outcomes.size(); i++) {
      carry();
    }
    assertThat(outcomes)
        .allSatisfy(outcome -> assertThat(outcome).isCompletedWithValue(Outcome.ACCEPTED));
    assertThat(client.answered()).containsExactly(2L, 3L, 4L, 5L);
  }

  @Test
  @DisplayName("[E2] a frame that is larger than a note comes in parts, whichever of them is lost")
  void inParts() {
    String data = "ä".repeat(60_000);
    String frame = rpc(2, "echo", data);
    CompletableFuture<Outcome> outcome = bring(edge, frame);
    assertThat(owner.members.lose()).as("parts").isEqualTo(3);
    later(200);
    carry();
    assertThat(outcome).isCompletedWithValue(Outcome.ACCEPTED);
    assertThat(JsonTree.object(client.reply(2), "rpc")).containsEntry("data", data);
  }

  @Test
  @DisplayName("[E2] who has another key, or another member's name, reaches nobody")
  void unknown() {
    CompletableFuture<Outcome> outcome = bring(edge, node(), "guessed", ping(2));
    carry();
    assertThat(outcome).isCompletedWithValue(Outcome.UNKNOWN);
    assertThat(bring(owner, node(), "guessed", ping(2))).isCompletedWithValue(Outcome.UNKNOWN);
    assertThat(bring(edge, UUID.randomUUID().toString(), key(), ping(2)))
        .isCompletedWithValue(Outcome.UNKNOWN);
    assertThat(bring(edge, "same", key(), ping(2))).isCompletedWithValue(Outcome.UNKNOWN);
    assertThat(client.answered()).isEmpty();
  }

  @Test
  @DisplayName("[E2] a session that has ended takes nothing")
  void ended() {
    client.session.disconnected(false);
    CompletableFuture<Outcome> outcome = bring(edge, ping(2));
    carry();
    assertThat(outcome).isCompletedWithValue(Outcome.UNKNOWN);
    assertThat(bring(owner, ping(2))).isCompletedWithValue(Outcome.UNKNOWN);
  }

  @Test
  @DisplayName("[E2] nobody waits for a member that has gone, or for longer than two seconds")
  void goneOrSilent() {
    CompletableFuture<Outcome> silent = bring(edge, ping(2));
    CompletableFuture<Outcome> gone = bring(edge, ping(3));
    later(2000);
    assertThat(silent).isCompletedWithValue(Outcome.UNANSWERED);
    assertThat(gone).isNotDone();
    edge.members.part(owner.members);
    later(2001);
    assertThat(gone).isCompletedWithValue(Outcome.UNKNOWN);
  }

  @Test
  @DisplayName("[E2] what waits for other members is bounded, and there is room again afterwards")
  void bounded() {
    String large = "x".repeat(1_000_000);
    List<CompletableFuture<Outcome>> outcomes =
        IntStream.range(0, 17).mapToObj(i -> bring(edge, large)).toList();
    assertThat(outcomes.get(16)).isCompletedWithValue(Outcome.TOO_MUCH);
    assertThat(outcomes.get(0)).isNotDone();
    edge.members.part(owner.members);
    later(1);
    assertThat(outcomes.subList(0, 16))
        .allSatisfy(outcome -> assertThat(outcome).isCompletedWithValue(Outcome.UNKNOWN));
    edge.members.meet(owner.members);
    assertThat(bring(edge, large)).isNotDone();
  }
}
