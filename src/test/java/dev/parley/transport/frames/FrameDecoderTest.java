package dev.parley.transport.frames;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {
  private static final int MOST = 70_000;
  private static final int FIN = 0x80;
  private static final int MASKED = 0x80;

  /** Some bytes, and what has to come of them. */
  private record Case(String name, byte[] bytes, String... events) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> allowed() {
    return Stream.of(
        new Case("a text", ClientFrames.text("{}"), "{}"),
        new Case("an empty text", ClientFrames.text(""), ""),
        new Case("125 bytes", ClientFrames.text("a".repeat(125)), "a".repeat(125)),
        new Case("126 bytes", ClientFrames.text("a".repeat(126)), "a".repeat(126)),
        new Case("65,535 bytes", ClientFrames.text("a".repeat(65_535)), "a".repeat(65_535)),
        new Case("65,536 bytes", ClientFrames.text("a".repeat(65_536)), "a".repeat(65_536)),
        new Case("as much as is allowed", ClientFrames.text("a".repeat(MOST)), "a".repeat(MOST)),
        new Case("the replacement character", ClientFrames.text("\uFFFD"), "\uFFFD"),
        new Case("the largest character", ClientFrames.text("\uDBFF\uDFFF"), "\uDBFF\uDFFF"),
        new Case("a ping", ClientFrames.whole(Opcode.PING, (byte) 'p'), "ping p"),
        new Case("a pong", ClientFrames.whole(Opcode.PONG, (byte) 'p'), "pong"),
        new Case("a binary message", ClientFrames.whole(Opcode.BINARY, (byte) 1), "other kind"),
        new Case("a close frame", ClientFrames.whole(Opcode.CLOSE), "close 1005 "),
        new Case("a reason", close(1000, "ü"), "close 1000 ü"),
        new Case(
            "what follows a close frame",
            ClientFrames.joined(close(1001, ""), ClientFrames.text("{}"), new byte[] {-1, -1}),
            "close 1001 "),
        new Case(
            "a character cut in two",
            ClientFrames.joined(
                ClientFrames.part(Opcode.TEXT, (byte) 0xc3),
                ClientFrames.whole(Opcode.CONTINUATION, (byte) 0xbc)),
            "ü"),
        new Case(
            "a ping and a pong within a message",
            ClientFrames.joined(
                ClientFrames.part(Opcode.TEXT, (byte) 'a'),
                ClientFrames.whole(Opcode.PING),
                ClientFrames.part(Opcode.CONTINUATION),
                ClientFrames.whole(Opcode.PONG),
                ClientFrames.whole(Opcode.CONTINUATION, (byte) 'b')),
            "ping ",
            "pong",
            "ab"),
        new Case(
            "one message after the other",
            ClientFrames.joined(
                ClientFrames.part(Opcode.TEXT, (byte) 'a'),
                ClientFrames.whole(Opcode.CONTINUATION, (byte) 'b'),
                ClientFrames.text("c"),
                ClientFrames.part(Opcode.BINARY, (byte) 'd'),
                ClientFrames.whole(Opcode.CONTINUATION, (byte) 'e'),
                ClientFrames.text("f")),
            "ab",
            "c",
            "other kind",
            "f"));
  }

  static Stream<Case> forbidden() {
    Stream<Case> reservedBits =
        IntStream.of(0x40, 0x20, 0x10)
            .mapToObj(bit -> new Case("reserved bit " + bit, head(FIN | bit | 1), "fails 1002"));
    Stream<Case> reservedOpcodes =
        IntStream.of(3, 4, 5, 6, 7, 11, 12, 13, 14, 15)
            .mapToObj(code -> new Case("opcode " + code, head(FIN | code), "fails 1002"));
    Stream<Case> reservedCodes =
        IntStream.of(0, 999, 1004, 1005, 1006, 1012, 1015, 2999, 5000, 65_535)
            .mapToObj(code -> new Case("close code " + code, close(code, ""), "fails 1002"));
    return Stream.of(reservedBits, reservedOpcodes, reservedCodes, shapes(), texts())
        .flatMap(cases -> cases);
  }

  private static Stream<Case> shapes() {
    return Stream.of(
        new Case("no mask", ClientFrames.head(FIN | 1, 2, 0, 0), "fails 1002"),
        new Case("a continuation of nothing", ClientFrames.whole(0), "fails 1002"),
        new Case(
            "a continuation after the end",
            ClientFrames.joined(ClientFrames.text("a"), ClientFrames.part(0)),
            "a",
            "fails 1002"),
        new Case(
            "a message within a message",
            ClientFrames.joined(ClientFrames.part(Opcode.TEXT), ClientFrames.text("a")),
            "fails 1002"),
        new Case("a ping in fragments", ClientFrames.part(Opcode.PING), "fails 1002"),
        new Case("a ping of 126 bytes", ClientFrames.head(0x89, 254, 126, 2), "fails 1002"),
        new Case("125 in 16 bits", ClientFrames.head(FIN | 1, 254, 125, 2), "fails 1002"),
        new Case("65,535 in 64 bits", ClientFrames.head(FIN | 1, 255, 65_535, 8), "fails 1002"),
        new Case("2^63", ClientFrames.head(FIN | 1, 255, Long.MIN_VALUE, 8), "fails 1002"),
        new Case("-14", ClientFrames.head(FIN | 1, 255, -14, 8), "fails 1002"),
        new Case("2^63-1", ClientFrames.head(FIN | 1, 255, Long.MAX_VALUE, 8), "fails 1009"),
        new Case("one byte too many", ClientFrames.head(1, 255, MOST + 1, 8), "fails 1009"),
        new Case("binary: too many", ClientFrames.head(2, 255, MOST + 1, 8), "fails 1009"),
        new Case(
            "fragments of too many bytes",
            ClientFrames.joined(
                ClientFrames.part(Opcode.TEXT, new byte[MOST]),
                ClientFrames.part(0),
                ClientFrames.whole(0, (byte) 'a')),
            "fails 1009"),
        new Case(
            "fragments of too many bytes that are binary",
            ClientFrames.joined(
                ClientFrames.part(Opcode.BINARY, new byte[MOST]),
                ClientFrames.whole(0, (byte) 'a')),
            "other kind",
            "fails 1009"),
        new Case("half a close code", ClientFrames.whole(Opcode.CLOSE, (byte) 3), "fails 1002"),
        new Case(
            "a reason that is not UTF-8",
            ClientFrames.whole(Opcode.CLOSE, (byte) 3, (byte) 232, (byte) 0xff),
            "fails 1007"));
  }

  private static Stream<Case> texts() {
    return Stream.of(
            new byte[] {(byte) 0xff},
            new byte[] {(byte) 0xc0, (byte) 0xaf},
            new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            new byte[] {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
            new byte[] {'a', (byte) 0xc3},
            new byte[] {(byte) 0xef, (byte) 0xbf, (byte) 0xbd, (byte) 0x80})
        .map(
            bytes ->
                new Case(
                    "not UTF-8, " + bytes.length,
                    ClientFrames.whole(Opcode.TEXT, bytes),
                    "fails 1007"));
  }

  private static byte[] head(int first) {
    return ClientFrames.head(first, MASKED, 0, 0);
  }

  private static byte[] close(int code, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    byte[] payload = new byte[2 + text.length];
    payload[0] = (byte) (code >> 8);
    payload[1] = (byte) code;
    System.arraycopy(text, 0, payload, 2, text.length);
    return ClientFrames.whole(Opcode.CLOSE, payload);
  }

  @ParameterizedTest
  @MethodSource({"allowed", "forbidden"})
  @DisplayName("[W5] each frame becomes what RFC 6455 says, also when it comes byte by byte")
  void frames(Case one) {
    assertThat(RecordedMessages.of(MOST, Integer.MAX_VALUE / 2, one.bytes))
        .containsExactly(one.events);
    assertThat(RecordedMessages.of(MOST, 1, one.bytes)).containsExactly(one.events);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 125, 126, 65_535, 65_536})
  @DisplayName("[W5] what the server sends, with a mask, is what it would read")
  void headsOfTheEncoder(int size) {
    byte[] masked = ClientFrames.whole(Opcode.TEXT, new byte[size]);
    byte[] head = FrameEncoder.head(Opcode.TEXT, size);
    head[1] |= (byte) MASKED;
    assertThat(masked).startsWith(head).hasSize(head.length + 4 + size);
  }

  @Test
  @DisplayName(
      "[K1] where binary messages are spoken, they are whatever bytes, and text is not read")
  void binaryMessages() {
    byte[] bytes =
        ClientFrames.joined(
            ClientFrames.part(Opcode.BINARY, (byte) 0xff),
            ClientFrames.whole(Opcode.CONTINUATION, (byte) 'a'),
            ClientFrames.whole(Opcode.TEXT, (byte) 0xff),
            ClientFrames.whole(Opcode.BINARY));
    for (int piece : List.of(1, 100)) {
      assertThat(RecordedMessages.of(MOST, Opcode.BINARY, piece, bytes))
          .containsExactly("\uFFFDa", "other kind", "");
    }
  }

  @Test
  @DisplayName("[W4] a head alone takes no memory, whatever it announces")
  void announcedLengths() throws FrameException {
    long before = allocated();
    FrameDecoder decoder = new FrameDecoder(1 << 30, Opcode.TEXT, new RecordedMessages());
    byte[] head = ClientFrames.head(1, 255, 1 << 30, 8);
    decoder.decode(head, 0, head.length);
    decoder.decode(new byte[1000], 0, 1000);
    assertThat(allocated() - before).isLessThan(1 << 20);
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean)
            java.lang.management.ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  @Test
  void aReasonThatIsTooLongIsCutBetweenCharacters() {
    for (String character : List.of("a", "ä", "€", "🎉")) {
      byte[] payload = FrameEncoder.closePayload(new CloseStatus(3008, character.repeat(200)));
      assertThat(payload.length).isBetween(122, 125);
      String reason = new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
      assertThat(reason).matches("(" + character + ")+");
    }
    byte[] fits = FrameEncoder.closePayload(new CloseStatus(4999, "r".repeat(123)));
    assertThat(fits).startsWith(0x13, 0x87).hasSize(125);
  }
}
