package dev.parley.transport.poll;

import dev.parley.protocol.DisconnectCode;
import dev.parley.session.Session;
import java.nio.charset.StandardCharsets;

/** One client that polls: its session, its transport, and the order of its requests. */
final class PollSession {
  private final String id;
  private final Session session;
  private final PollTransport transport;
  private final PollWriter writer;
  private final TurnOrder turns = new TurnOrder();

  PollSession(String id, Session session, PollTransport transport, PollWriter writer) {
    this.id = id;
    this.session = session;
    this.transport = transport;
    this.writer = writer;
  }

  /** The id of the session; a secret that authenticates the client. */
  String id() {
    return id;
  }

  /** Writes the answers of its polls. */
  PollWriter writer() {
    return writer;
  }

  /**
   * Receives the first commands; the replies are the first batch.
   *
   * @param opening the request that waits for this batch
   */
  void start(String frame, PollTransport.PendingPoll opening) {
    session.receive(frame.getBytes(StandardCharsets.UTF_8));
    transport.poll(0, 0, opening);
  }

  /**
   * Handles a poll, as {@link PollTransport#poll}. A poll that acknowledges an unknown batch ends
   * the session.
   */
  boolean poll(long number, long ack, PollTransport.PendingPoll poll) {
    boolean known = transport.poll(number, ack, poll);
    if (!known) {
      session.close(DisconnectCode.BAD_REQUEST, "a batch was acknowledged that was never sent");
    }
    return known;
  }

  /**
   * Receives commands, each request once. Does not wait for polls.
   *
   * @param number 1 for the first request after the opening, and so on
   * @return false if a request before it is missing; then it does nothing
   */
  boolean receive(long number, String frame) {
    return turns.runOnce(
        number, () -> session.receiveConcurrently(frame.getBytes(StandardCharsets.UTF_8)));
  }

  /** Ends the session, because the client has closed it. */
  void closedByClient() {
    session.disconnected(true);
  }

  /**
   * Ends the session if the client has not polled for too long; answers a poll that has waited long
   * enough.
   *
   * @return false if the session can be forgotten
   */
  boolean checkTimeouts(long nowNanos, long longestWaitNanos, long longestAbsenceNanos) {
    if (transport.checkTimeouts(nowNanos, longestWaitNanos) <= longestAbsenceNanos) {
      return true;
    }
    session.close(DisconnectCode.NO_PONG, "no poll came within parley.poll.absence");
    return false;
  }
}
