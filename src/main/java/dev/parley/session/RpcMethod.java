package dev.parley.session;

import dev.parley.protocol.Payload;
import java.util.concurrent.CompletionStage;

/**
 * A method that clients call by {@code rpc}. Every CDI bean of this type is found by its name; a
 * team adds methods by beans in its own jar.
 */
public interface RpcMethod {
  /** The name clients call, such as {@code channel.publish}. */
  String name();

  /**
   * Answers one call. Must not block; long work goes to a thread of its own.
   *
   * @return completes with the answer, a JSON value, or null for an empty one; exceptionally with a
   *     {@link dev.parley.protocol.ProtocolException} for the client, which may also be thrown
   */
  CompletionStage<Payload> call(RpcCall call);
}
