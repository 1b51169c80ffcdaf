package dev.parley.session;

import dev.parley.protocol.Payload;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code ping} answers {@code {}}: clients measure the time of a round trip by it, and find out
 * whether a connection still works. Does not look at what was sent along.
 */
@Singleton
class PingMethod implements RpcMethod {
  private static final Payload NOTHING = Payload.json("{}");

  @Override
  public String name() {
    return "ping";
  }

  @Override
  public CompletionStage<Payload> call(RpcCall call) {
    return CompletableFuture.completedFuture(NOTHING);
  }
}
