package dev.parley.presence;

import dev.parley.cluster.Members.Member;
import dev.parley.cluster.replication.SetUpdate;
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

/** The codec refuses hostile bytes. */
class PresenceUpdateCodecPropertyTest {
  private static final Member OTHER = new Member(new UUID(3, 4), "other");

  @Provide
  Arbitrary<byte[]> updates() {
    PresenceEntry entry =
        new PresenceEntry(
            "room:a",
            new ClientInfo("u1", "c1", Payload.json("{\"name\":\"ä\"}"), null),
            Stage.LIVE,
            OTHER);
    return HostileBytes.near(
        PresenceUpdateCodec.encode(
            new SetUpdate.Changes<>(
                1,
                3,
                List.of(
                    new SetUpdate.Change<>(2, entry.key(), entry),
                    new SetUpdate.Change<>(3, entry.key(), null)))),
        PresenceUpdateCodec.encode(new SetUpdate.Digest<>(1, 2, 3)),
        PresenceUpdateCodec.encode(new SetUpdate.Request<>(1, 2)),
        PresenceUpdateCodec.encode(new SetUpdate.Part<>(1, 0, true, List.of(entry, entry))));
  }

  @Property
  @Label("[B3] whatever comes, a presence update is decoded or refused, at little cost")
  void updatesAreDecodedOrRefused(@ForAll("updates") byte[] bytes) {
    HostileBytes.assertDecodedOrRefused(bytes, update -> PresenceUpdateCodec.decode(OTHER, update));
  }
}
