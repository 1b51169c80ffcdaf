package dev.parley.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.Members.Member;
import dev.parley.cluster.replication.SetUpdate;
import dev.parley.cluster.replication.SetUpdate.Change;
import dev.parley.cluster.replication.SetUpdate.Changes;
import dev.parley.cluster.replication.SetUpdate.Digest;
import dev.parley.cluster.replication.SetUpdate.Part;
import dev.parley.cluster.replication.SetUpdate.Request;
import dev.parley.presence.PresenceEntry.Key;
import dev.parley.presence.PresenceEntry.Stage;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Members of two versions run together, so updates and hashes do not change. */
class PresenceUpdateFormatTest {
  private static final Member OTHER = new Member(new UUID(3, 4), "other");

  static Stream<Arguments> updates() {
    PresenceEntry entry =
        new PresenceEntry(
            "room:a", new ClientInfo("u1", "c1", Payload.json("{}"), null), Stage.LIVE, OTHER);
    return Stream.of(
        Arguments.of(
            new Changes<>(
                1,
                3,
                List.of(
                    new Change<>(2, entry.key(), entry),
                    new Change<Key, PresenceEntry>(3, entry.key(), null))),
            "010000000000000001000000000000000300000000000000020100000006726f6f6d3a6101000000027531"
                + "000000026331000000027b7dffffffff0000000000000003ff00000006726f6f6d3a610000000263"
                + "31"),
        Arguments.of(
            new Digest<>(1, 2, entry.hash()), "020000000000000001000000024ec8985772abb596"),
        Arguments.of(new Request<>(1, 2), "03000000000000000100000002"),
        Arguments.of(
            new Part<>(
                1,
                0,
                true,
                List.of(entry.withStage(Stage.DISCONNECTED), entry.withStage(Stage.SUBSCRIBING))),
            "04000000000000000100000000010200000006726f6f6d3a6101000000027531000000026331000000027b"
                + "7dffffffff0000000006726f6f6d3a6101000000027531000000026331000000027b7dffffffff"));
  }

  @ParameterizedTest
  @MethodSource("updates")
  @DisplayName("[B3] [P2] an update has the bytes that other versions read and write")
  void updatesKeepTheirBytes(SetUpdate<Key, PresenceEntry> update, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThat(PresenceUpdateCodec.encode(update)).isEqualTo(bytes);
    assertThat(PresenceUpdateCodec.decode(OTHER, bytes)).isEqualTo(update);
  }
}
