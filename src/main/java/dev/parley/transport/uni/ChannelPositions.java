package dev.parley.transport.uni;

import dev.parley.protocol.PositionChange;
import dev.parley.protocol.StreamPosition;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The positions of one client in its channels, and their text form, the id of an event: for each
 * channel a line of offset, epoch and name, all in Base64 without padding. Used by one thread at a
 * time.
 */
final class ChannelPositions {
  /** An id stands in every event, and comes back in a header. */
  static final int MOST_BYTES = 2048;

  private static final String BLANK = " ";
  private static final String BREAK = "\n";

  private final Map<String, StreamPosition> byChannel = new LinkedHashMap<>();

  /**
   * Applies the changes of one message.
   *
   * @return whether {@link #id} is another one now
   */
  boolean apply(List<PositionChange> changes) {
    boolean changed = false;
    for (PositionChange change : changes) {
      StreamPosition before = byChannel.get(change.channel());
      StreamPosition after = change.after(before);
      if (after == null) {
        byChannel.remove(change.channel());
      } else {
        byChannel.put(change.channel(), after);
      }
      changed |= !Objects.equals(before, after);
    }
    return changed;
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
   * Reads an id that a client sends back.
   *
   * @param id may be null
   * @return the positions by channel; empty if the id is not one of these
   */
  static Map<String, StreamPosition> parse(String id) {
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
      // Another server has made this id: the client begins anew.
      return Map.of();
    }
    return positions;
  }
}
