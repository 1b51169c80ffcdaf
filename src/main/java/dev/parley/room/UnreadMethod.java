package dev.parley.room;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Fields;
import dev.parley.protocol.JsonReader;
import dev.parley.protocol.Payload;
import dev.parley.protocol.ProtocolException;
import dev.parley.room.ReadMarkers.Unread;
import dev.parley.session.RpcCall;
import dev.parley.session.RpcMethod;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code room.unread {channels}} answers {@code {rooms: [{channel, unread, read, head}]}}: how many
 * publications of each channel the caller's user has not read. A channel that the caller may
 * neither read nor subscribe to has an {@code error} instead of the numbers.
 */
@Singleton
class UnreadMethod implements RpcMethod {
  private static final System.Logger LOG = System.getLogger(UnreadMethod.class.getName());

  /** A call costs two queries, whose size this limits. */
  private static final int MOST_CHANNELS = 100;

  private final ReadableChannels channels;
  private final ReadMarkers markers;
  private final JsonReader reader;

  @Inject
  UnreadMethod(ReadableChannels channels, ReadMarkers markers, JsonReader reader) {
    this.channels = channels;
    this.markers = markers;
    this.reader = reader;
  }

  @Override
  public String name() {
    return "room.unread";
  }

  @Override
  public CompletionStage<Payload> call(RpcCall call) {
    Fields request = call.object(reader);
    List<String> names = request.needList("channels");
    if (names.size() > MOST_CHANNELS) {
      throw new ProtocolException(
          ErrorCode.BAD_REQUEST, "channels may be " + MOST_CHANNELS + " at most");
    }
    Map<String, CompletableFuture<Optional<ProtocolException>>> checks = new LinkedHashMap<>();
    names.forEach(name -> checks.computeIfAbsent(name, each -> problem(call, each)));
    return CompletableFuture.allOf(checks.values().toArray(CompletableFuture[]::new))
        .thenCompose(
            checked -> {
              List<String> allowed =
                  checks.keySet().stream()
                      .filter(name -> checks.get(name).join().isEmpty())
                      .toList();
              return allowed.isEmpty()
                  ? CompletableFuture.completedFuture(Map.<String, Unread>of())
                  : markers.unread(call.caller().user(), allowed);
            })
        .thenApply(
            unread ->
                Payload.json(
                    Map.of(
                        "rooms",
                        checks.entrySet().stream()
                            .map(
                                each ->
                                    room(
                                        each.getKey(),
                                        unread.get(each.getKey()),
                                        each.getValue().join()))
                            .toList())));
  }

  /** Why the caller may not read a channel; empty if it may. Never completes exceptionally. */
  private CompletableFuture<Optional<ProtocolException>> problem(RpcCall call, String channel) {
    try {
      return channels
          .check(call, channel)
          .handle(
              (allowed, failure) ->
                  Optional.ofNullable(failure)
                      .map(e -> ProtocolException.of(e, LOG, "a permission could not be decided")))
          .toCompletableFuture();
    } catch (ProtocolException e) {
      return CompletableFuture.completedFuture(Optional.of(e));
    }
  }

  private static Map<String, Object> room(
      String channel, Unread unread, Optional<ProtocolException> problem) {
    Map<String, Object> room = new LinkedHashMap<>();
    room.put("channel", channel);
    if (problem.isPresent()) {
      ErrorCode code = problem.get().code();
      Map<String, Object> error = new LinkedHashMap<>();
      error.put("code", code.code());
      error.put("message", problem.get().getMessage());
      if (code.temporary()) {
        error.put("temporary", true);
      }
      room.put("error", error);
    } else {
      room.put("unread", unread.count());
      room.put("read", unread.read());
      room.put("head", unread.head());
    }
    return room;
  }
}
