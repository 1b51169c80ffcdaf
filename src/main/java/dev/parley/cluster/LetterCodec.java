package dev.parley.cluster;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;
import dev.parley.protocol.Publication;
import dev.parley.protocol.Push;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Letters as bytes: a kind, then the fields one after the other, each piece of text or data behind
 * its length. A kind that a member does not know is skipped, so a later version may add kinds: 32
 * to 47 are kept free for presence. Holds no state.
 */
final class LetterCodec {
  private static final byte PUBLISHED = 1;
  private static final byte JOIN = 2;
  private static final byte LEAVE = 3;
  private static final byte UNSUBSCRIBED = 4;
  private static final byte INTEREST = 16;
  private static final byte SNAPSHOT = 17;
  private static final byte BEAT = 18;
  private static final byte ASK = 19;

  private static final int NOTHING = -1;

  private LetterCodec() {}

  /** Null for a signal that concerns a session and so never leaves its member. */
  static byte[] encode(Letter letter) {
    LetterWriter out = new LetterWriter();
    if (letter instanceof Letter.Told told) {
      return write(out, told.signal()) ? out.bytes() : null;
    } else if (letter instanceof Letter.Interest interest) {
      out.put(INTEREST).put(interest.version());
      out.put((byte) (interest.on() ? 1 : 0)).put(interest.channel());
    } else if (letter instanceof Letter.Snapshot snapshot) {
      out.put(SNAPSHOT).put(snapshot.version()).put(snapshot.part());
      out.put((byte) (snapshot.last() ? 1 : 0)).put(snapshot.channels().size());
      snapshot.channels().forEach(out::put);
    } else if (letter instanceof Letter.Beat beat) {
      out.put(BEAT).put(beat.version()).put(beat.applied());
    } else {
      out.put(ASK);
    }
    return out.bytes();
  }

  private static boolean write(LetterWriter out, Signal signal) {
    Push push = signal.push();
    if (push instanceof Push.Published published) {
      out.put(PUBLISHED).put(push.channel()).put(signal.epoch());
      Publication publication = published.publication();
      out.put(publication.offset()).put(publication.time()).put(publication.data());
      out.put(publication.info());
      out.put(publication.tags().size());
      publication.tags().forEach((tag, value) -> out.put(tag).put(value));
    } else if (push instanceof Push.Join join) {
      out.put(JOIN).put(push.channel()).put(signal.epoch()).put(join.info());
    } else if (push instanceof Push.Leave leave) {
      out.put(LEAVE).put(push.channel()).put(signal.epoch()).put(leave.info());
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
  static Letter decode(ByteBuffer in) {
    byte kind = in.get();
    return switch (kind) {
      case PUBLISHED, JOIN, LEAVE, UNSUBSCRIBED -> new Letter.Told(signal(kind, in));
      case INTEREST -> new Letter.Interest(in.getLong(), in.get() == 1, text(in));
      case SNAPSHOT -> {
        long version = in.getLong();
        int part = in.getInt();
        boolean last = in.get() == 1;
        int count = in.getInt();
        List<String> channels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          channels.add(text(in));
        }
        yield new Letter.Snapshot(version, part, last, channels);
      }
      case BEAT -> new Letter.Beat(in.getLong(), in.getLong());
      case ASK -> new Letter.Ask();
      default -> null;
    };
  }

  private static Signal signal(byte kind, ByteBuffer in) {
    String channel = text(in);
    String epoch = text(in);
    Push push =
        switch (kind) {
          case PUBLISHED -> new Push.Published(channel, publication(in));
          case JOIN -> new Push.Join(channel, info(in));
          case LEAVE -> new Push.Leave(channel, info(in));
          default -> new Push.Unsubscribed(channel, in.getInt(), text(in));
        };
    return new Signal(epoch, push);
  }

  private static Publication publication(ByteBuffer in) {
    long offset = in.getLong();
    long time = in.getLong();
    Payload data = data(in);
    ClientInfo info = info(in);
    int count = in.getInt();
    Map<String, String> tags = new HashMap<>();
    for (int i = 0; i < count; i++) {
      tags.put(text(in), text(in));
    }
    return new Publication(offset, time, data, info, tags);
  }

  private static ClientInfo info(ByteBuffer in) {
    return in.get() == 0 ? null : new ClientInfo(text(in), text(in), data(in), data(in));
  }

  private static Payload data(ByteBuffer in) {
    byte[] bytes = bytes(in);
    return bytes == null ? null : Payload.bytes(bytes);
  }

  private static String text(ByteBuffer in) {
    byte[] bytes = bytes(in);
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  /** A length that cannot be true must not become an array. */
  private static byte[] bytes(ByteBuffer in) {
    int length = in.getInt();
    if (length == NOTHING) {
      return null;
    }
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
