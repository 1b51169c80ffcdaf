package dev.parley.transport.poll;

import dev.parley.protocol.DisconnectCode;
import dev.parley.session.Session;
import java.nio.charset.StandardCharsets;

/** One client that polls: its session, the wire of it, and the numbers of what it sends. */
final class PollSession {
  private final String id;
  private final Session session;
  private final PollTransport wire;
  private final PollWriter writer;
  private final TurnOrder turns = new TurnOrder();

  PollSession(String id, Session session, PollTransport wire, PollWriter writer) {
    this.id = id;
    this.session = session;
    this.wire = wire;
    this.writer = writer;
  }

  /** Who has it is the client. */
  String id() {
    return id;
  }

  /** By which its polls are answered. */
  PollWriter writer() {
    return writer;
  }

  /**
   * Takes the first commands; what they are answered is the first batch.
   *
   * @param opening waits for it
   */
  void begin(String frame, PollTransport.PendingPoll opening) {
    session.receive(frame.getBytes(StandardCharsets.UTF_8));
    wire.poll(0, 0, opening);
  }

  /**
   * A poll, as {@link PollTransport#poll}. One that acknowledges what never was ends the session.
   */
  boolean poll(long number, long ack, PollTransport.PendingPoll poll) {
    boolean known = wire.poll(number, ack, poll);
    if (!known) {
      session.close(DisconnectCode.BAD_REQUEST, "a batch was acknowledged that was never sent");
    }
    return known;
  }

  /**
   * Takes commands, each request once. Does not wait for a poll to be answered.
   *
   * @param number 1 for the first request after the opening, and so on
   * @return false if one is missing before it: then nothing is done
   */
  boolean receive(long number, String frame) {
    return turns.once(
        number, () -> session.receiveConcurrently(frame.getBytes(StandardCharsets.UTF_8)));
  }

  /** The client has said that it goes. */
  void leave() {
    session.disconnected(true);
  }

  /**
   * Ends the session if no poll has waited for too long; otherwise answers one that has waited for
   * long enough.
   *
   * @return false if there is nothing more to keep of it
   */
  boolean look(long nowNanos, long longestWaitNanos, long longestAbsenceNanos) {
    if (wire.look(nowNanos, longestWaitNanos) <= longestAbsenceNanos) {
      return true;
    }
    session.close(DisconnectCode.NO_PONG, "no poll came within parley.poll.absence");
    return false;
  }
}
