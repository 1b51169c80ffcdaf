package dev.parley.channel;

import dev.parley.protocol.Frame;
import dev.parley.protocol.Payload;
import dev.parley.protocol.Publication;
import dev.parley.protocol.Push;
import dev.parley.protocol.PushEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The pushes of one batch as few frames. Encodes them once for each encoder and form, when the
 * first subscriber needs it. Used by one thread at a time.
 */
final class EncodedBatch {
  /** The form of publications. */
  enum Form {
    /** For clients without deltas. */
    PLAIN,
    /** For clients with deltas that have not the publication before. */
    WHOLE,
    /** For clients with deltas that have it: deltas, where these are shorter. */
    DELTA
  }

  private record Variant(PushEncoder encoder, Form form) {}

  private final List<Push> pushes;
  private final Payload before;
  private final boolean logged;
  private final long frameBytes;

  /** The encoder, form and frames that were needed last; most channels need only one. */
  private PushEncoder encoder;

  private Form form;
  private List<Frame> frames;
  private final Map<Variant, List<Frame>> byVariant = new HashMap<>(4);

  /**
   * The delta of each push, the same for all codecs; an element is null where there is none. Null
   * until a subscriber needs deltas.
   */
  private List<Payload> deltas;

  /**
   * A batch that encodes nothing yet.
   *
   * @param pushes at least one
   * @param before the data that was delivered last before them; null if it is not known
   * @param logged whether publications have offsets; then one without an offset is ephemeral
   * @param frameBytes the size up to which pushes are joined to one frame
   */
  EncodedBatch(List<Push> pushes, Payload before, boolean logged, long frameBytes) {
    this.pushes = pushes;
    this.before = before;
    this.logged = logged;
    this.frameBytes = frameBytes;
  }

  /** What the next delta is of when these pushes are delivered; null if there is no such data. */
  Payload last() {
    Payload last = before;
    for (Push push : pushes) {
      if (push instanceof Push.Published published) {
        last = baseOf(published.publication());
      }
    }
    return last;
  }

  /**
   * The data that the delta of the next publication is of. Clients take their last publication for
   * it, ephemeral or not; so the publication after an ephemeral one is sent whole.
   */
  private Payload baseOf(Publication publication) {
    return isEphemeral(publication) ? null : publication.data();
  }

  private boolean isEphemeral(Publication publication) {
    return logged && publication.offset() == 0;
  }

  boolean hasPublications() {
    return pushes.stream().anyMatch(Push.Published.class::isInstance);
  }

  /** The frames for subscribers with an encoder and a form. */
  List<Frame> framesFor(PushEncoder wanted, Form as) {
    if (wanted != encoder || as != form) {
      frames = byVariant.computeIfAbsent(new Variant(wanted, as), this::encode);
      encoder = wanted;
      form = as;
    }
    return frames;
  }

  private List<Frame> encode(Variant variant) {
    PushEncoder by = variant.encoder();
    List<Frame> joined = new ArrayList<>(1);
    List<Frame> messages = new ArrayList<>(pushes.size());
    long bytes = 0;
    for (Push push : pushesAs(variant.form())) {
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

  private List<Push> pushesAs(Form wanted) {
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
          Publication publication = published.publication();
          if (previous != null && !isEphemeral(publication)) {
            delta = publication.data().deltaFrom(previous);
          }
          previous = baseOf(publication);
        }
        deltas.add(delta);
      }
    }
    return deltas;
  }
}
