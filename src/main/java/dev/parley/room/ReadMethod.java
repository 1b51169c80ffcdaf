package dev.parley.room;

import dev.parley.channel.PublishRequest;
import dev.parley.channel.Publisher;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Fields;
import dev.parley.protocol.JsonReader;
import dev.parley.protocol.Payload;
import dev.parley.protocol.ProtocolException;
import dev.parley.session.RpcCall;
import dev.parley.session.RpcMethod;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * {@code room.read {channel, offset}} moves the read marker of the caller's user in a channel, and
 * answers {@code {offset}}: where it is now. All sessions of the user are told in their inbox when
 * it has moved. Needs the right to read the history of the channel, or to subscribe to it.
 */
@Singleton
class ReadMethod implements RpcMethod {
  private static final System.Logger LOG = System.getLogger(ReadMethod.class.getName());
  private static final String NAME = "room.read";
  private static final String INBOX = "inbox:";
  private static final Map<String, String> TAGS = Map.of("type", NAME);

  private final ReadableChannels channels;
  private final ReadMarkers markers;
  private final Publisher publisher;
  private final JsonReader reader;

  @Inject
  ReadMethod(
      ReadableChannels channels, ReadMarkers markers, Publisher publisher, JsonReader reader) {
    this.channels = channels;
    this.markers = markers;
    this.publisher = publisher;
    this.reader = reader;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public CompletionStage<Payload> call(RpcCall call) {
    Fields request = call.object(reader);
    String channel = request.needText("channel");
    if (!request.has("offset")) {
      throw new ProtocolException(ErrorCode.BAD_REQUEST, "offset is missing");
    }
    long offset = request.number("offset", 0, 0, Long.MAX_VALUE);
    String user = call.caller().user();
    return channels
        .check(call, channel)
        .thenCompose(allowed -> markers.move(user, channel, offset))
        .thenApply(
            marker -> {
              if (marker.moved()) {
                notifySessions(call, channel, marker.offset());
              }
              return Payload.json(Map.of("offset", marker.offset()));
            });
  }

  /** The marker is stored: a failure here is no failure of the call. */
  private void notifySessions(RpcCall call, String channel, long offset) {
    try {
      publisher.sendEphemeral(
          new PublishRequest(
              INBOX + call.caller().user(),
              Payload.json(Map.of("channel", channel, "offset", offset)),
              call.caller(),
              TAGS,
              null));
    } catch (ProtocolException e) {
      LOG.log(System.Logger.Level.DEBUG, "the user has no inbox to tell of a read marker", e);
    }
  }
}
