package dev.parley.cluster;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;
import dev.parley.protocol.Publication;
import dev.parley.protocol.Push;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Letters as bytes: a kind, then the fields one after the other, each piece of text or data behind
 * its length. A kind that a member does not know is skipped, so a later version may add kinds. The
 * topics of notes have kinds of their own. Holds no state.
 */
final class ClusterMessageCodec {
  private static final byte PUBLISHED = 1;
  private static final byte UNSUBSCRIBED = 4;
  private static final byte INTEREST = 16;
  private static final byte SNAPSHOT = 17;
  private static final byte BEAT = 18;
  private static final byte ASK = 19;

  private ClusterMessageCodec() {}

  /**
   * Null for a signal that never leaves its member: it concerns a session, or presence, which has
   * notes.
   */
  static byte[] encode(ClusterMessage letter) {
    FieldWriter out = new FieldWriter();
    if (letter instanceof ClusterMessage.Told told) {
      return write(out, told.signal()) ? out.bytes() : null;
    } else if (letter instanceof ClusterMessage.Interest interest) {
      out.put(INTEREST).put(interest.version());
      out.put((byte) (interest.on() ? 1 : 0)).put(interest.channel());
    } else if (letter instanceof ClusterMessage.Snapshot snapshot) {
      out.put(SNAPSHOT).put(snapshot.version()).put(snapshot.part());
      out.put((byte) (snapshot.last() ? 1 : 0)).put(snapshot.channels().size());
      snapshot.channels().forEach(out::put);
    } else if (letter instanceof ClusterMessage.Beat beat) {
      out.put(BEAT).put(beat.version()).put(beat.applied());
    } else if (letter instanceof ClusterMessage.Note note) {
      out.put(note.topic().kind()).putRest(note.bytes());
    } else {
      out.put(ASK);
    }
    return out.bytes();
  }

  private static boolean write(FieldWriter out, Signal signal) {
    Push push = signal.push();
    if (push instanceof Push.Published published) {
      out.put(PUBLISHED).put(push.channel()).put(signal.epoch());
      Publication publication = published.publication();
      out.put(publication.offset()).put(publication.time()).put(publication.data());
      out.put(publication.info());
      out.put(publication.tags().size());
      publication.tags().forEach((tag, value) -> out.put(tag).put(value));
    } else if (push instanceof Push.Unsubscribed end) {
      out.put(UNSUBSCRIBED).put(push.channel()).put(signal.epoch());
      out.put(end.code()).put(end.reason());
    } else {
      return false;
    }
    return true;
  }

  /**
   * Reads a letter; null when its kind is not known.
   *
   * @throws RuntimeException when it is not what its kind says
   */
  static ClusterMessage decode(ByteBuffer bytes) {
    FieldReader in = new FieldReader(bytes);
    byte kind = in.readByte();
    return switch (kind) {
      case PUBLISHED, UNSUBSCRIBED -> new ClusterMessage.Told(signal(kind, in));
      case INTEREST -> new ClusterMessage.Interest(in.readLong(), in.readByte() == 1, channel(in));
      case SNAPSHOT -> {
        long version = in.readLong();
        int part = in.readInt();
        boolean last = in.readByte() == 1;
        int count = in.readInt();
        List<String> channels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          channels.add(in.readText());
        }
        yield new ClusterMessage.Snapshot(version, part, last, channels);
      }
      case BEAT -> new ClusterMessage.Beat(in.readLong(), in.readLong());
      case ASK -> new ClusterMessage.Ask();
      default -> {
        Members.Topic topic = topicOf(kind);
        yield topic == null ? null : new ClusterMessage.Note(topic, in.readRest());
      }
    };
  }

  private static Signal signal(byte kind, FieldReader in) {
    String channel = channel(in);
    String epoch = in.readText();
    return new Signal(
        epoch,
        kind == PUBLISHED
            ? new Push.Published(channel, publication(in))
            : new Push.Unsubscribed(channel, in.readInt(), in.readText()));
  }

  private static String channel(FieldReader in) {
    return Objects.requireNonNull(in.readText(), "channel");
  }

  private static Publication publication(FieldReader in) {
    long offset = in.readLong();
    long time = in.readLong();
    Payload data = in.readData();
    ClientInfo info = in.readInfo();
    int count = in.readInt();
    Map<String, String> tags = new HashMap<>();
    for (int i = 0; i < count; i++) {
      tags.put(in.readText(), in.readText());
    }
    return new Publication(offset, time, data, info, tags);
  }

  /** The topic whose notes are of a kind; null if there is none. */
  private static Members.Topic topicOf(byte kind) {
    for (Members.Topic topic : Members.Topic.values()) {
      if (topic.kind() == kind) {
        return topic;
      }
    }
    return null;
  }
}
