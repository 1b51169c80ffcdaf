package dev.parley.load.wire;

/** Takes what {@link FrameReader} finds. The bytes are lent for the call only. */
public interface Frames {
  /** A whole text message, joined if it came in fragments. */
  void text(byte[] bytes, int from, int to);

  /** A ping of WebSocket itself, not of the protocol above it. */
  void ping(byte[] bytes, int from, int to);

  /** The close frame; 1005 if it had no code. */
  void close(int code, String reason);

  /** The peer does not keep to RFC 6455. */
  void malformed(String problem);
}
