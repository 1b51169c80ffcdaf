package dev.parley.cluster.hazelcast;

import dev.parley.cluster.FieldReader;
import dev.parley.cluster.FieldWriter;
import dev.parley.cluster.Members;
import dev.parley.cluster.Signal;
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
 * Writes and reads messages: a kind, then the fields in order, each text and each data after its
 * length. A member skips a kind that it does not know, so a later version may add kinds. Each topic
 * of {@link Members} has a kind of its own. Holds no state.
 */
final class ClusterMessageCodec {
  private static final byte PUBLISHED = 1;
  private static final byte UNSUBSCRIBED = 4;
  private static final byte INTEREST = 16;
  private static final byte SNAPSHOT = 17;
  private static final byte HEARTBEAT = 18;
  private static final byte INTERESTS_REQUEST = 19;

  private ClusterMessageCodec() {}

  /**
   * Returns null for a signal that never leaves its member, because it is for one session, or
   * because presence sends it in its own updates.
   */
  static byte[] encode(ClusterMessage message) {
    FieldWriter out = new FieldWriter();
    if (message instanceof ClusterMessage.ChannelSignal channelSignal) {
      return write(out, channelSignal.signal()) ? out.bytes() : null;
    } else if (message instanceof ClusterMessage.Interest interest) {
      out.put(INTEREST).put(interest.version());
      out.put((byte) (interest.added() ? 1 : 0)).put(interest.channel());
    } else if (message instanceof ClusterMessage.Snapshot snapshot) {
      out.put(SNAPSHOT).put(snapshot.version()).put(snapshot.part());
      out.put((byte) (snapshot.last() ? 1 : 0)).put(snapshot.channels().size());
      snapshot.channels().forEach(out::put);
    } else if (message instanceof ClusterMessage.Heartbeat heartbeat) {
      out.put(HEARTBEAT).put(heartbeat.version()).put(heartbeat.applied());
    } else if (message instanceof ClusterMessage.TopicMessage topicMessage) {
      out.put(topicMessage.topic().kind()).putRest(topicMessage.bytes());
    } else {
      out.put(INTERESTS_REQUEST);
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
   * Reads a message; returns null when its kind is not known.
   *
   * @throws RuntimeException when the fields do not match the kind
   */
  static ClusterMessage decode(ByteBuffer bytes) {
    FieldReader in = new FieldReader(bytes);
    byte kind = in.readByte();
    return switch (kind) {
      case PUBLISHED, UNSUBSCRIBED -> new ClusterMessage.ChannelSignal(signal(kind, in));
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
      case HEARTBEAT -> new ClusterMessage.Heartbeat(in.readLong(), in.readLong());
      case INTERESTS_REQUEST -> new ClusterMessage.InterestsRequest();
      default -> {
        Members.Topic topic = topicOf(kind);
        yield topic == null ? null : new ClusterMessage.TopicMessage(topic, in.readRest());
      }
    };
  }

  private static Signal signal(byte kind, FieldReader in) {
    String channel = channel(in);
    String epoch = in.readText();
    return new Signal(
        epoch,
        kind == PUBLISHED
            ? new Push.Published(channel, publication(in), epoch)
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

  /** Null if no topic has this kind. */
  private static Members.Topic topicOf(byte kind) {
    for (Members.Topic topic : Members.Topic.values()) {
      if (topic.kind() == kind) {
        return topic;
      }
    }
    return null;
  }
}
