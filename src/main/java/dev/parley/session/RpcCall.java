package dev.parley.session;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;
import dev.parley.security.Identity;
import java.util.Map;

/**
 * One call of a method.
 *
 * @param caller who calls, as others see it
 * @param identity who that is and what it may do
 * @param channels what the caller's session is subscribed to, at the time of the call, and as whom
 *     others see the caller there
 * @param data what was sent along; null if nothing
 */
public record RpcCall(
    ClientInfo caller, Identity identity, Map<String, ClientInfo> channels, Payload data) {
  /** Freezes the channels. */
  public RpcCall {
    channels = Map.copyOf(channels);
  }
}
