package dev.parley.transport.frames;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class FrameDecoderPropertyTest {
  private static final int MOST = 1 << 20;

  /**
   * A message, and into fragments of how many bytes it is cut; answers to pings come between them.
   */
  record Message(String text, int fragment, boolean pings) {
    byte[] frames() {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      List<byte[]> frames = new ArrayList<>();
      int opcode = Opcode.TEXT;
      for (int at = 0; at < bytes.length; at += fragment) {
        byte[] part =
            java.util.Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + fragment));
        frames.add(ClientFrames.part(opcode, part));
        opcode = Opcode.CONTINUATION;
        if (pings) {
          frames.add(ClientFrames.whole(Opcode.PONG, (byte) 1));
        }
      }
      frames.add(ClientFrames.whole(opcode));
      return ClientFrames.joined(frames.toArray(byte[][]::new));
    }
  }

  @Provide
  Arbitrary<List<Message>> messages() {
    return Combinators.combine(
            Arbitraries.strings().all().ofMaxLength(400).map(FrameDecoderPropertyTest::wellFormed),
            Arbitraries.integers().between(1, 200),
            Arbitraries.of(true, false))
        .as(Message::new)
        .list()
        .ofMaxSize(6);
  }

  /** Without halves of surrogate pairs, which UTF-8 has not. */
  private static String wellFormed(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  @Property(tries = 300)
  @Label("[W5] messages are the same, however the bytes and the messages are cut")
  void anyCutting(
      @ForAll("messages") List<Message> messages, @ForAll @IntRange(min = 1, max = 300) int piece) {
    byte[] bytes =
        ClientFrames.joined(messages.stream().map(Message::frames).toArray(byte[][]::new));
    assertThat(RecordedMessages.of(MOST, piece, bytes))
        .filteredOn(event -> !event.equals("pong"))
        .containsExactlyElementsOf(messages.stream().map(Message::text).toList());
  }

  @Property(tries = 2000)
  @Label("[W5] any bytes come to the same end, however they are cut")
  void anyBytes(
      @ForAll @Size(max = 200) byte[] bytes, @ForAll @IntRange(min = 1, max = 50) int piece) {
    assertThat(RecordedMessages.of(100, piece, bytes))
        .isEqualTo(RecordedMessages.of(100, 1000, bytes));
  }

  @Property(tries = 1000)
  @Label("[W5] frames with a byte that was changed come to the same end, however they are cut")
  void damagedFrames(
      @ForAll("messages") List<Message> messages,
      @ForAll @IntRange(min = 0, max = 1000) int where,
      @ForAll byte damage,
      @ForAll @IntRange(min = 1, max = 50) int piece) {
    byte[] bytes =
        ClientFrames.joined(messages.stream().map(Message::frames).toArray(byte[][]::new));
    if (bytes.length > 0) {
      bytes[where % bytes.length] ^= damage;
    }
    assertThat(RecordedMessages.of(1000, piece, bytes))
        .isEqualTo(RecordedMessages.of(1000, 100_000, bytes));
  }
}
