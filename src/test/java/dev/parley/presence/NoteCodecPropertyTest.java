package dev.parley.presence;

import dev.parley.cluster.Members.Member;
import dev.parley.presence.Attendee.Stage;
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
class NoteCodecPropertyTest {
  private static final Member OTHER = new Member(new UUID(3, 4), "other");

  @Provide
  Arbitrary<byte[]> notes() {
    Attendee attendee =
        new Attendee(
            "room:a",
            new ClientInfo("u1", "c1", Payload.json("{\"name\":\"ä\"}"), null),
            Stage.LIVE,
            OTHER);
    return HostileBytes.near(
        NoteCodec.encode(
            new Note.Changes(
                1,
                3,
                List.of(
                    new Note.Change(2, attendee.key(), attendee),
                    new Note.Change(3, attendee.key(), null)))),
        NoteCodec.encode(new Note.Digest(1, 2, 3)),
        NoteCodec.encode(new Note.Ask(1, 2)),
        NoteCodec.encode(new Note.Part(1, 0, true, List.of(attendee, attendee))));
  }

  @Property
  @Label("[B3] whatever comes, a note about presence is decoded or refused, at little cost")
  void notesAreDecodedOrRefused(@ForAll("notes") byte[] bytes) {
    HostileBytes.assertDecodedOrRefused(bytes, note -> NoteCodec.decode(OTHER, note));
  }
}
