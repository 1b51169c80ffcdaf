package dev.parley.cluster.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.Members.Topic;
import dev.parley.cluster.Signal;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;
import dev.parley.protocol.Publication;
import dev.parley.protocol.Push;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Members of two versions run together, so the bytes between them do not change. */
class WireFormatTest {
  static Stream<Arguments> messages() {
    ClientInfo info = new ClientInfo("u1", "c1", Payload.json("{}"), null);
    Publication publication = new Publication(3, 4, Payload.json("1"), info, Map.of("k", "v"));
    return Stream.of(
        Arguments.of(
            new ClusterMessage.ChannelSignal(
                new Signal("e", new Push.Published("room:a", publication, "e"))),
            "0100000006726f6f6d3a6100000001650000000000000003000000000000000400000001310100000002753"
                + "1000000026331000000027b7dffffffff00000001000000016b0000000176"),
        Arguments.of(
            new ClusterMessage.ChannelSignal(
                new Signal("e", new Push.Unsubscribed("room:a", 2500, "why"))),
            "0400000006726f6f6d3a610000000165000009c400000003776879"),
        Arguments.of(
            new ClusterMessage.Interest(5, true, "room:a"),
            "1000000000000000050100000006726f6f6d3a61"),
        Arguments.of(
            new ClusterMessage.Interest(6, false, "room:a"),
            "1000000000000000060000000006726f6f6d3a61"),
        Arguments.of(
            new ClusterMessage.Snapshot(5, 1, true, List.of("room:a", "b")),
            "11000000000000000500000001010000000200000006726f6f6d3a610000000162"),
        Arguments.of(new ClusterMessage.Heartbeat(1, 2), "1200000000000000010000000000000002"),
        Arguments.of(new ClusterMessage.InterestsRequest(), "13"));
  }

  @ParameterizedTest
  @MethodSource("messages")
  @DisplayName("[B3] a message has the bytes that other versions read and write")
  void messagesKeepTheirBytes(ClusterMessage message, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThat(ClusterMessageCodec.encode(message)).isEqualTo(bytes);
    assertThat(ClusterMessageCodec.decode(ByteBuffer.wrap(bytes))).isEqualTo(message);
  }

  @Test
  @DisplayName("[B3] [B5] the topics of messages keep their kinds")
  void topicsKeepTheirKinds() {
    Map<Topic, Integer> kinds =
        Map.of(
            Topic.PRESENCE, 0x20,
            Topic.CONTROL, 0x30,
            Topic.DRAIN, 0x40,
            Topic.FORWARD, 0x50,
            Topic.CHANNELS, 0x60,
            Topic.INFO, 0x70);
    kinds.forEach(
        (topic, kind) ->
            assertThat(
                    ClusterMessageCodec.encode(
                        new ClusterMessage.TopicMessage(topic, new byte[] {1, 2})))
                .containsExactly(kind, 1, 2));
  }

  @Test
  @DisplayName("[B3] a frame has the bytes that other versions read and write")
  void framesKeepTheirBytes() {
    byte[] frame =
        new FrameSigner("a secret", new UUID(1, 2))
            .seal(new UUID(3, 4), 5, 6, List.of(new byte[] {7}, new byte[] {8, 9}));
    assertThat(HexFormat.of().formatHex(frame))
        .isEqualTo(
            "0100000000000000010000000000000002000000000000000300000000000000040000000000000005"
                + "0000000000000006000000010700000002080946d74da18f45ad6cb2aff2a74bb8bf30dba427fee0"
                + "3a7901ae5c2dcd0e4f0895");
  }
}
