package dev.parley.session;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Fields;
import dev.parley.protocol.JsonReader;
import dev.parley.protocol.MalformedFrameException;
import dev.parley.protocol.Payload;
import dev.parley.protocol.ProtocolException;
import dev.parley.security.Identity;
import java.util.List;
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

  /**
   * The data as one JSON object. Its field {@code data} is not parsed, because it belongs to the
   * application.
   *
   * @throws ProtocolException 107 if it is no object
   */
  public Fields object(JsonReader reader) {
    try {
      List<Fields> objects =
          data == null ? List.of() : reader.objects(data.text(), 1, 1, "data"::equals);
      if (!objects.isEmpty()) {
        return objects.get(0);
      }
    } catch (MalformedFrameException e) {
      throw new ProtocolException(ErrorCode.BAD_REQUEST, "data must be an object", e);
    }
    throw new ProtocolException(ErrorCode.BAD_REQUEST, "data must be an object");
  }
}
