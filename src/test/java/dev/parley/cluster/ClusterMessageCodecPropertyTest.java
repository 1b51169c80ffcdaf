package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;
import dev.parley.protocol.Publication;
import dev.parley.protocol.Push;
import dev.parley.testing.HostileBytes;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for whatever comes from other members. */
class ClusterMessageCodecPropertyTest {
  private static final UUID SELF = new UUID(1, 2);

  private final FrameSigner seal = new FrameSigner("the secret of the members", SELF);

  @Provide
  Arbitrary<byte[]> letters() {
    ClientInfo info = new ClientInfo("u1", "c1", Payload.json("{\"a\":1}"), null);
    Publication publication =
        new Publication(3, 4, Payload.json("\"ä\""), info, Map.of("tag", "value"));
    return HostileBytes.near(
        ClusterMessageCodec.encode(
            new ClusterMessage.Told(new Signal("e", new Push.Published("room:a", publication)))),
        ClusterMessageCodec.encode(
            new ClusterMessage.Told(new Signal("e", new Push.Unsubscribed("room:a", 2500, "why")))),
        ClusterMessageCodec.encode(new ClusterMessage.Interest(5, true, "room:a")),
        ClusterMessageCodec.encode(
            new ClusterMessage.Snapshot(5, 0, true, List.of("room:a", "room:b"))),
        ClusterMessageCodec.encode(new ClusterMessage.Beat(1, 2)),
        ClusterMessageCodec.encode(new ClusterMessage.Ask()),
        ClusterMessageCodec.encode(
            new ClusterMessage.Note(Members.Topic.CONTROL, new byte[] {1, 2, 3})));
  }

  @Property
  @Label("[B3] whatever comes, a letter is decoded or refused, at little cost")
  void lettersAreDecodedOrRefused(@ForAll("letters") byte[] bytes) {
    HostileBytes.assertDecodedOrRefused(
        bytes,
        letter -> {
          ClusterMessage decoded = ClusterMessageCodec.decode(ByteBuffer.wrap(letter));
          if (decoded instanceof ClusterMessage.Interest interest) {
            assertThat(interest.channel()).isNotNull();
          }
        });
  }

  @Example
  @Label("[B3] a letter that lacks its channel is refused")
  void aLetterWithoutItsChannel() {
    byte[] interest = ClusterMessageCodec.encode(new ClusterMessage.Interest(5, true, null));
    byte[] end =
        ClusterMessageCodec.encode(
            new ClusterMessage.Told(new Signal("e", new Push.Unsubscribed(null, 2500, "why"))));
    for (byte[] letter : List.of(interest, end)) {
      assertThatThrownBy(() -> ClusterMessageCodec.decode(ByteBuffer.wrap(letter)))
          .isInstanceOf(NullPointerException.class);
    }
  }

  @Provide
  Arbitrary<byte[]> envelopes() {
    return HostileBytes.near(seal.close(SELF, 1, 1, List.of(new byte[] {1, 2}, new byte[0])));
  }

  @Property
  @Label("[B3] whatever comes, an envelope is opened or refused with a reason")
  void envelopesAreOpenedOrRefused(@ForAll("envelopes") byte[] bytes) {
    assertThatCode(
            () -> {
              try {
                seal.open(bytes);
              } catch (FrameSigner.RefusedException e) {
                assertThat(e.why()).isNotNull();
              }
            })
        .doesNotThrowAnyException();
  }
}
