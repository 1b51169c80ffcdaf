package dev.parley.session;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;

/**
 * Hears what clients say by {@code send}, which has no reply. Every CDI bean of this type is
 * called. Must not block.
 */
public interface MessageListener {
  /** A message of a client. What is thrown is logged, and the client hears nothing of it. */
  void received(ClientInfo sender, Payload data);
}
