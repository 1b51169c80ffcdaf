package dev.parley.transport;

import dev.parley.protocol.Codec;
import dev.parley.security.HandshakeRequest;
import dev.parley.session.CommandPath;
import dev.parley.session.Session;
import java.util.function.Consumer;

/**
 * What a WebSocket connection begins with.
 *
 * @param codec of its messages
 * @param commandPath the way on which the client sends commands
 * @param handshake the request that opens it
 * @param begin runs once, when the session is open and before anything is read
 */
public record Opening(
    Codec codec, CommandPath commandPath, HandshakeRequest handshake, Consumer<Session> begin) {
  /** A connection whose client speaks first. */
  public Opening(Codec codec, CommandPath commandPath, HandshakeRequest handshake) {
    this(codec, commandPath, handshake, session -> {});
  }
}
