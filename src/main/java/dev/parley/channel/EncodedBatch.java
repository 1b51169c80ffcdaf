package dev.parley.channel;

import dev.parley.protocol.Codec;
import dev.parley.protocol.Frame;
import dev.parley.protocol.Payload;
import dev.parley.protocol.Push;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The pushes of one batch, as few frames, encoded once for each codec and form that somebody among
 * those who get them needs: not before the first of them comes. Used by one thread at a time.
 */
final class EncodedBatch {
  /** How publications are written. */
  enum Form {
    /** For those with whom no deltas are agreed. */
    PLAIN,
    /** For those with whom deltas are agreed, but who lack the publication before. */
    WHOLE,
    /** As deltas, where these are shorter. */
    DELTA
  }

  private record Variant(Codec codec, Form form) {}

  private final List<Push> pushes;
  private final Payload before;
  private final long frameBytes;

  /** What was asked for last; most channels know only one. */
  private Codec codec;

  private Form form;
  private List<Frame> frames;
  private final Map<Variant, List<Frame>> byVariant = new HashMap<>(4);

  /**
   * The delta of each push, the same for all codecs; null where there is none. As a whole null
   * until somebody needs them.
   */
  private List<Payload> deltas;

  /**
   * @param pushes at least one
   * @param before the data that was handed out last before them; null if that is not known
   * @param frameBytes the size up to which pushes are joined to one frame
   */
  EncodedBatch(List<Push> pushes, Payload before, long frameBytes) {
    this.pushes = pushes;
    this.before = before;
    this.frameBytes = frameBytes;
  }

  /** The data that is handed out last when these are; null if none is known. */
  Payload last() {
    Payload last = before;
    for (Push push : pushes) {
      if (push instanceof Push.Published published) {
        last = published.publication().data();
      }
    }
    return last;
  }

  boolean hasPublications() {
    return pushes.stream().anyMatch(Push.Published.class::isInstance);
  }

  List<Frame> framesFor(Codec wanted, Form as) {
    if (wanted != codec || as != form) {
      frames = byVariant.computeIfAbsent(new Variant(wanted, as), this::encoded);
      codec = wanted;
      form = as;
    }
    return frames;
  }

  private List<Frame> encoded(Variant variant) {
    Codec by = variant.codec();
    List<Frame> joined = new ArrayList<>(1);
    List<Frame> messages = new ArrayList<>(pushes.size());
    long bytes = 0;
    for (Push push : pushesIn(variant.form())) {
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

  private List<Push> pushesIn(Form wanted) {
    if (wanted == Form.PLAIN) {
      return pushes;
    }
    List<Push> compressed = new ArrayList<>(pushes.size());
    for (int i = 0; i < pushes.size(); i++) {
      Push push = pushes.get(i);
      if (push instanceof Push.Published published) {
        Payload delta = wanted == Form.DELTA ? deltas().get(i) : null;
        push = new Push.Compressed(push.channel(), published.publication(), delta);
      }
      compressed.add(push);
    }
    return compressed;
  }

  private List<Payload> deltas() {
    if (deltas == null) {
      deltas = new ArrayList<>(pushes.size());
      Payload previous = before;
      for (Push push : pushes) {
        Payload delta = null;
        if (push instanceof Push.Published published) {
          Payload data = published.publication().data();
          delta = previous == null ? null : data.deltaFrom(previous);
          previous = data;
        }
        deltas.add(delta);
      }
    }
    return deltas;
  }
}
