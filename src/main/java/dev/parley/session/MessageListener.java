package dev.parley.session;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;

/**
 * Receives what clients send by {@code send}, which has no reply. Every CDI bean of this type is
 * called. Must not block.
 */
public interface MessageListener {
  /** A message of a client. An exception is logged; the client does not learn of it. */
  void received(ClientInfo sender, Payload data);
}
