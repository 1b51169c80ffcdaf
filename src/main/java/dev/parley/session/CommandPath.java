package dev.parley.session;

/** How the commands of a client come to its session. */
public enum CommandPath {
  /** Over the connection that carries its frames. */
  CONNECTION,
  /**
   * Each in a request of its own, to any member: the reply to {@code connect} tells the client the
   * key of its session. See {@link CommandForwarder}.
   */
  REQUESTS,
  /**
   * Not at all: what the client wants it says once, with the request for its stream. It is told
   * everything by pushes and answers no ping; where another client would do something about a
   * refusal, its session ends.
   */
  NONE
}
