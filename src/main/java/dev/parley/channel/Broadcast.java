package dev.parley.channel;

import dev.parley.protocol.Codec;
import dev.parley.protocol.Frame;
import dev.parley.protocol.Push;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The pushes of one batch, as few frames, encoded once for each codec that somebody among those who
 * get them speaks: not before the first of them comes. Used by one thread at a time.
 */
final class Broadcast {
  private final List<Push> pushes;
  private final long frameBytes;

  /** The codec that was asked for last; most channels know only one. */
  private Codec codec;

  private List<Frame> frames;
  private final Map<Codec, List<Frame>> byCodec = new HashMap<>(4);

  /**
   * @param pushes at least one
   * @param frameBytes the size up to which pushes are joined to one frame
   */
  Broadcast(List<Push> pushes, long frameBytes) {
    this.pushes = pushes;
    this.frameBytes = frameBytes;
  }

  List<Frame> in(Codec wanted) {
    if (wanted != codec) {
      frames = byCodec.computeIfAbsent(wanted, this::encoded);
      codec = wanted;
    }
    return frames;
  }

  private List<Frame> encoded(Codec by) {
    List<Frame> joined = new ArrayList<>(1);
    List<Frame> messages = new ArrayList<>(pushes.size());
    long bytes = 0;
    for (Push push : pushes) {
      Frame message = by.push(push);
      if (!messages.isEmpty() && bytes + message.bytes() > frameBytes) {
        joined.add(by.join(messages));
        messages.clear();
        bytes = 0;
      }
      messages.add(message);
      bytes += message.bytes() + by.separatorBytes();
    }
    joined.add(by.join(messages));
    return joined;
  }
}
