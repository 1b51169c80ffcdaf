package dev.parley.session;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;
import java.util.Set;

/**
 * One call of a method.
 *
 * @param caller who calls
 * @param channels what the caller's session is subscribed to, at the time of the call
 * @param data what was sent along; null if nothing
 */
public record RpcCall(ClientInfo caller, Set<String> channels, Payload data) {
  /** Freezes the channels. */
  public RpcCall {
    channels = Set.copyOf(channels);
  }
}
