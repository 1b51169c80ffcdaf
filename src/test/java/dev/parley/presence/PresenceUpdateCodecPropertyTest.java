package dev.parley.presence;

import dev.parley.cluster.Members.Member;
import dev.parley.presence.PresenceEntry.Stage;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;
import dev.parley.testing.HostileBytes;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for whatever other members say about presence. */
class PresenceUpdateCodecPropertyTest {
  private static final Member OTHER = new Member(new UUID(3, 4), "other");

  @Provide
  Arbitrary<byte[]> notes() {
    PresenceEntry attendee =
        new PresenceEntry(
            "room:a",
            new ClientInfo("u1", "c1", Payload.json("{\"name\":\"ä\"}"), null),
            Stage.LIVE,
            OTHER);
    return HostileBytes.near(
        PresenceUpdateCodec.encode(
            new PresenceUpdate.Changes(
                1,
                3,
                List.of(
                    new PresenceUpdate.Change(2, attendee.key(), attendee),
                    new PresenceUpdate.Change(3, attendee.key(), null)))),
        PresenceUpdateCodec.encode(new PresenceUpdate.Digest(1, 2, 3)),
        PresenceUpdateCodec.encode(new PresenceUpdate.Ask(1, 2)),
        PresenceUpdateCodec.encode(
            new PresenceUpdate.Part(1, 0, true, List.of(attendee, attendee))));
  }

  @Property
  @Label("[B3] whatever comes, a note about presence is decoded or refused, at little cost")
  void notesAreDecodedOrRefused(@ForAll("notes") byte[] bytes) {
    HostileBytes.assertDecodedOrRefused(bytes, note -> PresenceUpdateCodec.decode(OTHER, note));
  }
}
