package dev.parley.presence;

import dev.parley.cluster.FieldReader;
import dev.parley.cluster.FieldWriter;
import dev.parley.cluster.Members.Member;
import dev.parley.cluster.replication.SetUpdate;
import dev.parley.cluster.replication.SetUpdate.Change;
import dev.parley.cluster.replication.SetUpdate.Changes;
import dev.parley.cluster.replication.SetUpdate.Digest;
import dev.parley.cluster.replication.SetUpdate.Part;
import dev.parley.cluster.replication.SetUpdate.Request;
import dev.parley.presence.PresenceEntry.Key;
import dev.parley.presence.PresenceEntry.Stage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes and reads presence updates. A member skips a kind that it does not know, so a later
 * version may add kinds. Holds no state.
 */
final class PresenceUpdateCodec {
  private static final byte CHANGES = 1;
  private static final byte DIGEST = 2;
  private static final byte REQUEST = 3;
  private static final byte PART = 4;

  /** Stands in the place of the stage. */
  private static final byte REMOVED = -1;

  private PresenceUpdateCodec() {}

  static byte[] encode(SetUpdate<Key, PresenceEntry> update) {
    FieldWriter out = new FieldWriter();
    if (update instanceof Changes<Key, PresenceEntry> changes) {
      out.put(CHANGES).put(changes.after()).put(changes.upTo());
      changes.changes().forEach(change -> write(out, change));
    } else if (update instanceof Digest<Key, PresenceEntry> digest) {
      out.put(DIGEST).put(digest.version()).put(digest.size()).put(digest.hash());
    } else if (update instanceof Request<Key, PresenceEntry> request) {
      out.put(REQUEST).put(request.version()).put(request.part());
    } else if (update instanceof Part<Key, PresenceEntry> part) {
      out.put(PART).put(part.version()).put(part.part()).put((byte) (part.last() ? 1 : 0));
      part.entries().forEach(entry -> write(out, entry));
    }
    return out.bytes();
  }

  private static void write(FieldWriter out, Change<Key, PresenceEntry> change) {
    out.put(change.version());
    if (change.entry() == null) {
      out.put(REMOVED).put(change.key().channel()).put(change.key().client());
    } else {
      write(out, change.entry());
    }
  }

  private static void write(FieldWriter out, PresenceEntry entry) {
    out.put((byte) entry.stage().ordinal()).put(entry.channel()).put(entry.info());
  }

  /**
   * Reads an update; returns null when its kind is not known.
   *
   * @param from the sender
   * @throws RuntimeException when the fields do not match the kind
   */
  static SetUpdate<Key, PresenceEntry> decode(Member from, byte[] message) {
    FieldReader in = new FieldReader(ByteBuffer.wrap(message));
    return switch (in.readByte()) {
      case CHANGES -> {
        long after = in.readLong();
        long upTo = in.readLong();
        List<Change<Key, PresenceEntry>> changes = new ArrayList<>();
        while (in.hasMore()) {
          changes.add(change(in, from));
        }
        yield new Changes<>(after, upTo, changes);
      }
      case DIGEST -> new Digest<>(in.readLong(), in.readInt(), in.readLong());
      case REQUEST -> new Request<>(in.readLong(), in.readInt());
      case PART -> {
        long version = in.readLong();
        int part = in.readInt();
        boolean last = in.readByte() == 1;
        List<PresenceEntry> entries = new ArrayList<>();
        while (in.hasMore()) {
          entries.add(entry(in, in.readByte(), from));
        }
        yield new Part<>(version, part, last, entries);
      }
      default -> null;
    };
  }

  private static Change<Key, PresenceEntry> change(FieldReader in, Member from) {
    long version = in.readLong();
    byte stage = in.readByte();
    if (stage == REMOVED) {
      return new Change<>(version, new Key(in.readText(), in.readText()), null);
    }
    PresenceEntry entry = entry(in, stage, from);
    return new Change<>(version, entry.key(), entry);
  }

  private static PresenceEntry entry(FieldReader in, byte stage, Member from) {
    return new PresenceEntry(in.readText(), in.readInfo(), Stage.values()[stage], from);
  }
}
