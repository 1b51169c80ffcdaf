package dev.parley.transport.poll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.Frame;
import dev.parley.protocol.JsonCodec;
import dev.parley.protocol.JsonReader;
import dev.parley.session.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PollTransportTest {
  private static final long WAIT = TimeUnit.SECONDS.toNanos(25);
  private static final String EMPTY = "{}\n";

  private final List<String> ends = new ArrayList<>();
  private long nanos = 1;
  private long turn;
  private final PollTransport transport =
      new PollTransport(new JsonCodec(new JsonReader(64), 16), () -> nanos);

  private FakePoll poll(long ack) {
    return poll(++turn, ack);
  }

  private FakePoll poll(long number, long ack) {
    FakePoll poll = new FakePoll();
    assertThat(transport.poll(number, ack, poll)).isTrue();
    return poll;
  }

  /** Sends as a session does: the next frame when the one before has been sent. */
  private void send(String... frames) {
    transport.send(
        Frame.of(frames[0]),
        new Transport.Done() {
          @Override
          public void sent(Throwable failure) {
            ends.add(failure == null ? "sent " + frames[0] : "lost " + frames[0]);
            if (frames.length > 1) {
              send(List.of(frames).subList(1, frames.length).toArray(String[]::new));
            }
          }

          @Override
          public void stalled() {
            ends.add("stalled " + frames[0]);
          }
        });
  }

  @Test
  @DisplayName("[Q1] a poll that waits is answered with the next frame, which is then acknowledged")
  void waits() {
    FakePoll first = poll(0);
    assertThat(first.answers).isEmpty();
    send("a");
    assertThat(first.answers).containsExactly("{\"batch\":1}\na");
    assertThat(ends).isEmpty();
    FakePoll second = poll(1);
    assertThat(ends).containsExactly("sent a");
    assertThat(second.answers).isEmpty();
  }

  @Test
  @DisplayName(
      "[Q1] what waits is answered at once, and an acknowledgement brings what comes after it")
  void comesAtOnce() {
    send("a", "b");
    assertThat(poll(0).answers).containsExactly("{\"batch\":1}\na");
    assertThat(poll(1).answers).containsExactly("{\"batch\":2}\nb");
    assertThat(poll(2).answers).isEmpty();
    assertThat(ends).containsExactly("sent a", "sent b");
  }

  @Test
  @DisplayName(
      "[Q1] an answer that was lost is given again until it is acknowledged, and once only")
  void lostAnswer() {
    send("a", "b");
    for (int i = 0; i < 3; i++) {
      assertThat(poll(0).answers).containsExactly("{\"batch\":1}\na");
    }
    assertThat(ends).isEmpty();
    poll(1);
    FakePoll late = poll(1);
    assertThat(late.answers).as("b, again").containsExactly("{\"batch\":2}\nb");
    poll(2);
    assertThat(ends).containsExactly("sent a", "sent b");
  }

  @Test
  @DisplayName(
      "[Q1] a newer poll gets what comes, and the older one is answered with nothing at once")
  void newer() {
    FakePoll older = poll(0);
    FakePoll newer = poll(0);
    assertThat(older.answers).containsExactly(EMPTY);
    send("a");
    assertThat(newer.answers).containsExactly("{\"batch\":1}\na");
    assertThat(older.answers).hasSize(1);
  }

  @Test
  @DisplayName("[Q1] a poll that comes late, or again, takes nothing from the newer one that waits")
  void stale() {
    FakePoll newer = poll(7, 0);
    assertThat(poll(6, 0).answers).containsExactly(EMPTY);
    assertThat(poll(7, 0).answers).containsExactly(EMPTY);
    assertThat(newer.answers).isEmpty();
    send("a");
    assertThat(newer.answers).containsExactly("{\"batch\":1}\na");
    assertThat(poll(5, 0).answers).as("not even what waits").containsExactly(EMPTY);
  }

  @Test
  @DisplayName("[Q1] an acknowledgement of what was never sent is refused and changes nothing")
  void wrongAcknowledgement() {
    FakePoll waiting = poll(0);
    FakePoll wrong = new FakePoll();
    assertThat(transport.poll(9, 1, wrong)).isFalse();
    assertThat(wrong.answers).isEmpty();
    send("a");
    assertThat(waiting.answers).containsExactly("{\"batch\":1}\na");
    assertThat(ends).isEmpty();
  }

  @Test
  @DisplayName("[Q1] a poll waits for as long as it may, and a client is away from then on")
  void time() {
    FakePoll poll = poll(0);
    nanos += WAIT - 1;
    assertThat(transport.checkTimeouts(nanos, WAIT)).isZero();
    assertThat(poll.answers).isEmpty();
    nanos += 1;
    assertThat(transport.checkTimeouts(nanos, WAIT)).isZero();
    assertThat(poll.answers).containsExactly(EMPTY);
    nanos += 5;
    assertThat(transport.checkTimeouts(nanos, WAIT)).isEqualTo(5);
    poll(0);
    assertThat(transport.checkTimeouts(nanos + 1, WAIT)).isZero();
  }

  @Test
  @DisplayName("[Q1] a client that takes an answer and does not come back is away since the answer")
  void awaySinceTheAnswer() {
    poll(0);
    nanos += 100;
    send("a");
    nanos += 7;
    assertThat(transport.checkTimeouts(nanos, WAIT)).isEqualTo(7);
  }

  @Test
  @DisplayName("[Q1] the end is told to the poll that waits and to all that follow")
  void end() {
    FakePoll waiting = poll(0);
    transport.close(DisconnectCode.SHUTDOWN, "shutdown");
    String end =
        "{\"end\":true}\n"
            + "{\"push\":{\"disconnect\":{\"code\":3001,\"reason\":\"shutdown\",\"reconnect\":true}}}";
    assertThat(waiting.answers).containsExactly(end);
    assertThat(poll(0).answers).containsExactly(end);
    send("late");
    assertThat(ends).containsExactly("lost late");
  }

  @Test
  @DisplayName("[A1] nothing that was not acknowledged is given after the end")
  void nothingAfterTheEnd() {
    send("secret");
    transport.close(DisconnectCode.INVALID_TOKEN, "revoked");
    assertThat(ends).containsExactly("lost secret");
    assertThat(poll(0).answers)
        .singleElement()
        .asString()
        .contains("3500")
        .doesNotContain("secret");
  }

  @Test
  @DisplayName("[S1] who blocks while he is answered is told to the session")
  void stalls() {
    FakePoll poll = poll(0);
    send("a");
    poll.stalled.run();
    FakePoll again = poll(0);
    again.stalled.run();
    assertThat(ends).containsExactly("stalled a", "stalled a");
  }
}
