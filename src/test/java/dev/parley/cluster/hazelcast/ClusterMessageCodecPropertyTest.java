package dev.parley.cluster.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.cluster.Members;
import dev.parley.cluster.Signal;
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

/** The codecs refuse hostile bytes of other members. */
class ClusterMessageCodecPropertyTest {
  private static final UUID SELF = new UUID(1, 2);

  private final FrameSigner signer = new FrameSigner("the secret of the members", SELF);

  @Provide
  Arbitrary<byte[]> messages() {
    ClientInfo info = new ClientInfo("u1", "c1", Payload.json("{\"a\":1}"), null);
    Publication publication =
        new Publication(3, 4, Payload.json("\"ä\""), info, Map.of("tag", "value"));
    return HostileBytes.near(
        ClusterMessageCodec.encode(
            new ClusterMessage.ChannelSignal(
                new Signal("e", new Push.Published("room:a", publication, "e")))),
        ClusterMessageCodec.encode(
            new ClusterMessage.ChannelSignal(
                new Signal("e", new Push.Unsubscribed("room:a", 2500, "why")))),
        ClusterMessageCodec.encode(new ClusterMessage.Interest(5, true, "room:a")),
        ClusterMessageCodec.encode(
            new ClusterMessage.Snapshot(5, 0, true, List.of("room:a", "room:b"))),
        ClusterMessageCodec.encode(new ClusterMessage.Heartbeat(1, 2)),
        ClusterMessageCodec.encode(new ClusterMessage.InterestsRequest()),
        ClusterMessageCodec.encode(
            new ClusterMessage.TopicMessage(Members.Topic.CONTROL, new byte[] {1, 2, 3})));
  }

  @Property
  @Label("[B3] any bytes are decoded as a message or refused, at little cost")
  void messagesAreDecodedOrRefused(@ForAll("messages") byte[] bytes) {
    HostileBytes.assertDecodedOrRefused(
        bytes,
        message -> {
          ClusterMessage decoded = ClusterMessageCodec.decode(ByteBuffer.wrap(message));
          if (decoded instanceof ClusterMessage.Interest interest) {
            assertThat(interest.channel()).isNotNull();
          }
        });
  }

  @Example
  @Label("[B3] a message without its channel is refused")
  void aMessageWithoutItsChannel() {
    byte[] interest = ClusterMessageCodec.encode(new ClusterMessage.Interest(5, true, null));
    byte[] end =
        ClusterMessageCodec.encode(
            new ClusterMessage.ChannelSignal(
                new Signal("e", new Push.Unsubscribed(null, 2500, "why"))));
    for (byte[] message : List.of(interest, end)) {
      assertThatThrownBy(() -> ClusterMessageCodec.decode(ByteBuffer.wrap(message)))
          .isInstanceOf(NullPointerException.class);
    }
  }

  @Provide
  Arbitrary<byte[]> frames() {
    return HostileBytes.near(signer.seal(SELF, 1, 1, List.of(new byte[] {1, 2}, new byte[0])));
  }

  @Property
  @Label("[B3] any bytes are opened as a frame or refused with a reason")
  void framesAreOpenedOrRefused(@ForAll("frames") byte[] bytes) {
    assertThatCode(
            () -> {
              try {
                signer.open(bytes);
              } catch (FrameSigner.RefusedException e) {
                assertThat(e.reason()).isNotNull();
              }
            })
        .doesNotThrowAnyException();
  }
}
