package dev.parley.session;

import java.security.SecureRandom;
import java.util.Base64;

/** How the commands of a client come to its session. */
public enum CommandPath {
  /** Over the connection that carries its frames. */
  CONNECTION,
  /**
   * Each in a request of its own, to any member: the reply to {@code connect} tells the client the
   * key of its session. See {@code session.forward}.
   */
  REQUESTS,
  /**
   * Not at all: what the client wants it says once, with the request for its stream. It is told
   * everything by pushes and answers no ping; where another client would do something about a
   * refusal, its session ends.
   */
  NONE,
  /**
   * Over the connection, as plain messages of one room. The session subscribes to the room when it
   * connects and is told who is there; without the room it ends.
   */
  ROOM;

  /** 144 random bits, in 24 characters. */
  private static final int KEY_BYTES = 18;

  private static final SecureRandom RANDOM = new SecureRandom();

  /** Whether the client subscribes to channels after it has connected, and again if it must. */
  boolean subscribesLater() {
    return this == CONNECTION || this == REQUESTS;
  }

  /** Whether each message is a frame of its own, because the client does not split frames. */
  public boolean sendsMessagesAlone() {
    return !subscribesLater();
  }

  /**
   * A new secret by which requests find a session; null unless its commands come by requests. A
   * client that knows the key may command in the name of the session, so it cannot be guessed.
   */
  String newKey() {
    if (this != REQUESTS) {
      return null;
    }
    byte[] key = new byte[KEY_BYTES];
    RANDOM.nextBytes(key);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
  }
}
