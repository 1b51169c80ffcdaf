package dev.parley.session;

import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.Frame;

/** What a session needs of a transport: to send one frame at a time, and to close. */
public interface Transport {
  /**
   * Sends a frame. It may block, though not for good; so it is called without a lock. The session
   * calls it again only when {@code done} was called.
   *
   * @param done to be called exactly once, by any thread, when the next frame may come or this one
   *     has failed
   */
  void send(Frame frame, Done done);

  /**
   * Whether only a failed write shows that the client is gone. Then {@link #probe} is called when
   * nothing was sent for a while.
   */
  default boolean needsProbes() {
    return false;
  }

  /**
   * Sends something that means nothing to the client, as {@link #send} does and instead of it.
   *
   * @param done as for a frame
   */
  default void probe(Done done) {
    done.sent(null);
  }

  /** Ends the connection; returns at once. Called once. */
  void close(DisconnectCode code, String reason);

  /** Is told how one send ended. */
  interface Done {
    /**
     * @param failure null if the frame was handed to the network
     */
    void sent(Throwable failure);

    /**
     * The client has made this send wait for too long: the session should end. {@link #sent} still
     * follows.
     */
    void stalled();
  }
}
