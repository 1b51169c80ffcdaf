package dev.parley.transport.uni;

import dev.parley.protocol.StreamPosition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Up to where one client has heard its channels, read from the pushes that are sent to it, and
 * written as one id: for each channel a line of offset, epoch and name, all in Base64 without
 * padding. Used by one thread at a time.
 */
final class ChannelPositions implements PushReader.Listener {
  /** An id stands in every event, and comes back in a header. */
  static final int MOST_BYTES = 2048;

  private static final String BLANK = " ";
  private static final String BREAK = "\n";

  private final Map<String, StreamPosition> byChannel = new LinkedHashMap<>();

  /** Whether the id is another one than before the last push. */
  private boolean moved;

  /** Whether the client was told not to come back. */
  private boolean over;

  /**
   * Takes a push, without the object around it.
   *
   * @return whether {@link #id} is another one now
   */
  boolean hear(byte[] push) throws IOException {
    moved = false;
    PushReader.read(push, this);
    return moved;
  }

  /** Whether the client was told that the session has ended, and not to come back. */
  boolean isOver() {
    return over;
  }

  @Override
  public void subscribed(String channel, String epoch, long offset) {
    if (epoch != null) {
      byChannel.put(channel, new StreamPosition(offset, epoch));
      moved = true;
    }
  }

  @Override
  public void published(String channel, long offset) {
    StreamPosition before = byChannel.get(channel);
    if (offset > 0 && before != null) {
      byChannel.put(channel, new StreamPosition(offset, before.epoch()));
      moved = true;
    }
  }

  @Override
  public void unsubscribed(String channel) {
    moved = byChannel.remove(channel) != null;
  }

  @Override
  public void ended(boolean reconnect) {
    over = !reconnect;
  }

  /** The positions as one id; empty if there is none, or it would be too long. */
  String id() {
    StringBuilder text = new StringBuilder();
    byChannel.forEach(
        (channel, position) ->
            text.append(position.offset())
                .append(BLANK)
                .append(position.epoch())
                .append(BLANK)
                .append(channel)
                .append(BREAK));
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    return bytes.length > MOST_BYTES
        ? ""
        : Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * Reads an id that has come back.
   *
   * @param id may be null
   * @return by channel; empty for what is no such id
   */
  static Map<String, StreamPosition> of(String id) {
    Map<String, StreamPosition> positions = new HashMap<>();
    if (id == null) {
      return positions;
    }
    try {
      String text = new String(Base64.getUrlDecoder().decode(id), StandardCharsets.UTF_8);
      for (String line : text.split(BREAK)) {
        String[] parts = line.split(BLANK, 3);
        if (parts.length == 3) {
          positions.put(parts[2], new StreamPosition(Long.parseLong(parts[0]), parts[1]));
        }
      }
    } catch (IllegalArgumentException e) {
      // The id of somebody else's events: the client begins anew.
      return Map.of();
    }
    return positions;
  }
}
