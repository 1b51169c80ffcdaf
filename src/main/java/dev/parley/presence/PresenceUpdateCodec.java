package dev.parley.presence;

import dev.parley.cluster.FieldReader;
import dev.parley.cluster.FieldWriter;
import dev.parley.cluster.Members.Member;
import dev.parley.presence.PresenceEntry.Key;
import dev.parley.presence.PresenceEntry.Stage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Notes as bytes. A kind that a member does not know is skipped, so a later version may add kinds.
 * Holds no state.
 */
final class PresenceUpdateCodec {
  private static final byte CHANGES = 1;
  private static final byte DIGEST = 2;
  private static final byte ASK = 3;
  private static final byte PART = 4;

  /** In the place of a stage. */
  private static final byte GONE = -1;

  private PresenceUpdateCodec() {}

  static byte[] encode(PresenceUpdate note) {
    FieldWriter out = new FieldWriter();
    if (note instanceof PresenceUpdate.Changes changes) {
      out.put(CHANGES).put(changes.after()).put(changes.upTo());
      changes.changes().forEach(change -> write(out, change));
    } else if (note instanceof PresenceUpdate.Digest digest) {
      out.put(DIGEST).put(digest.version()).put(digest.size()).put(digest.hash());
    } else if (note instanceof PresenceUpdate.Ask ask) {
      out.put(ASK).put(ask.version()).put(ask.part());
    } else if (note instanceof PresenceUpdate.Part part) {
      out.put(PART).put(part.version()).put(part.part()).put((byte) (part.last() ? 1 : 0));
      part.attendees().forEach(attendee -> write(out, attendee));
    }
    return out.bytes();
  }

  private static void write(FieldWriter out, PresenceUpdate.Change change) {
    out.put(change.version());
    if (change.now() == null) {
      out.put(GONE).put(change.key().channel()).put(change.key().client());
    } else {
      write(out, change.now());
    }
  }

  private static void write(FieldWriter out, PresenceEntry attendee) {
    out.put((byte) attendee.stage().ordinal()).put(attendee.channel()).put(attendee.info());
  }

  /**
   * Reads a note; null when its kind is not known.
   *
   * @param from who has sent it
   * @throws RuntimeException when it is not what its kind says
   */
  static PresenceUpdate decode(Member from, byte[] note) {
    FieldReader in = new FieldReader(ByteBuffer.wrap(note));
    return switch (in.readByte()) {
      case CHANGES -> {
        long after = in.readLong();
        long upTo = in.readLong();
        List<PresenceUpdate.Change> changes = new ArrayList<>();
        while (in.hasMore()) {
          changes.add(change(in, from));
        }
        yield new PresenceUpdate.Changes(after, upTo, changes);
      }
      case DIGEST -> new PresenceUpdate.Digest(in.readLong(), in.readInt(), in.readLong());
      case ASK -> new PresenceUpdate.Ask(in.readLong(), in.readInt());
      case PART -> {
        long version = in.readLong();
        int part = in.readInt();
        boolean last = in.readByte() == 1;
        List<PresenceEntry> attendees = new ArrayList<>();
        while (in.hasMore()) {
          attendees.add(attendee(in, in.readByte(), from));
        }
        yield new PresenceUpdate.Part(version, part, last, attendees);
      }
      default -> null;
    };
  }

  private static PresenceUpdate.Change change(FieldReader in, Member from) {
    long version = in.readLong();
    byte stage = in.readByte();
    if (stage == GONE) {
      return new PresenceUpdate.Change(version, new Key(in.readText(), in.readText()), null);
    }
    PresenceEntry attendee = attendee(in, stage, from);
    return new PresenceUpdate.Change(version, attendee.key(), attendee);
  }

  private static PresenceEntry attendee(FieldReader in, byte stage, Member from) {
    return new PresenceEntry(in.readText(), in.readInfo(), Stage.values()[stage], from);
  }
}
