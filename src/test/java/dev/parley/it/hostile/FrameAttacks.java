package dev.parley.it.hostile;

import static dev.parley.it.hostile.Frames.BINARY;
import static dev.parley.it.hostile.Frames.CLOSE;
import static dev.parley.it.hostile.Frames.CONTINUATION;
import static dev.parley.it.hostile.Frames.FIN;
import static dev.parley.it.hostile.Frames.MASKED;
import static dev.parley.it.hostile.Frames.PING;
import static dev.parley.it.hostile.Frames.PONG;
import static dev.parley.it.hostile.Frames.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.it.NeedsOwnFrames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Frames that RFC 6455 forbids, and unusual ones that it allows. The numbers are its sections. The
 * server checks most of them; Parley decides which sizes are too large, what a message may hold,
 * and which codes and reasons close a connection.
 */
final class FrameAttacks {
  private static final int PROTOCOL_ERROR = 1002;
  private static final int NOT_CONSISTENT = 1007;
  private static final int TOO_BIG = 1009;
  private static final int BAD_REQUEST = 3501;
  private static final int OTHER_KIND = 3506;

  private static final String READ_WHOLE = "Open Liberty waits for the whole frame";

  private FrameAttacks() {}

  static Stream<Attack> all() {
    return Stream.of(sizes(), shapes(), texts(), controls(), closes()).flatMap(List::stream);
  }

  private static List<Attack> sizes() {
    return List.of(
        endsConnection(
                "5.2 a frame that announces 2^63-1 bytes", TOO_BIG, announcing(Long.MAX_VALUE))
            .needsOwnFrames(READ_WHOLE),
        endsConnection("5.2 a frame that announces 4 GiB", TOO_BIG, announcing(1L << 32))
            .needsOwnFrames(READ_WHOLE),
        endsConnection(
            "10.4 a frame of one byte more than is allowed",
            TOO_BIG,
            Frames.frame(TEXT, new byte[HostileInputIT.FRAME_BYTES + 1])),
        endsConnection(
            "10.4 a binary frame of one byte more than is allowed",
            tooBigOrBinary(),
            Frames.frame(BINARY, new byte[HostileInputIT.FRAME_BYTES + 1])),
        endsConnection(
            "5.4 a fragment of one byte more than is allowed",
            TOO_BIG,
            Frames.part(TEXT, new byte[HostileInputIT.FRAME_BYTES + 1])));
  }

  /**
   * A container hands over parts: the first tells that it is binary, before all bytes are there.
   */
  private static List<Integer> tooBigOrBinary() {
    return NeedsOwnFrames.Condition.areInUse() ? List.of(TOO_BIG) : List.of(TOO_BIG, OTHER_KIND);
  }

  private static byte[] announcing(long length) {
    return Frames.frame(FIN | TEXT, MASKED, length, (byte) '{');
  }

  private static List<Attack> shapes() {
    Stream<Attack> reserved =
        IntStream.of(0x40, 0x20, 0x10)
            .mapToObj(
                bit ->
                    endsConnection(
                        "5.2 a reserved bit: " + bit,
                        PROTOCOL_ERROR,
                        Frames.frame(FIN | bit | TEXT, MASKED, 2, (byte) '{', (byte) '}')));
    Stream<Attack> opcodes =
        IntStream.of(3, 4, 5, 6, 7, 11, 12, 13, 14, 15)
            .mapToObj(
                opcode ->
                    endsConnection(
                        "5.2 a reserved opcode: " + opcode, PROTOCOL_ERROR, Frames.frame(opcode)));
    Stream<Attack> others =
        Stream.of(
            endsConnection(
                "5.1 a frame without a mask",
                PROTOCOL_ERROR,
                Frames.frame(FIN | TEXT, 0, 6, ascii("{\"a\":1"))),
            endsConnection(
                "5.4 a continuation of nothing",
                PROTOCOL_ERROR,
                Frames.frame(CONTINUATION, ascii("{}"))),
            endsConnection(
                "5.4 a message within a message",
                PROTOCOL_ERROR,
                Frames.joined(Frames.part(TEXT, ascii("{")), Frames.frame(TEXT, ascii("}")))));
    return Stream.of(reserved, opcodes, others).flatMap(all -> all).toList();
  }

  private static List<Attack> texts() {
    return List.of(
        endsConnection(
            "8.1 text that is not UTF-8", NOT_CONSISTENT, Frames.frame(TEXT, bytes(0xff, 0xfe))),
        endsConnection(
            "8.1 an overlong slash", NOT_CONSISTENT, Frames.frame(TEXT, bytes(0xc0, 0xaf))),
        endsConnection(
            "8.1 half a surrogate pair",
            NOT_CONSISTENT,
            Frames.frame(TEXT, bytes(0xed, 0xa0, 0x80))),
        endsConnection(
            "8.1 beyond Unicode",
            NOT_CONSISTENT,
            Frames.frame(TEXT, bytes(0xf4, 0x90, 0x80, 0x80))),
        endsConnection(
            "8.1 a character that breaks off", NOT_CONSISTENT, Frames.frame(TEXT, bytes(0xc3))),
        endsConnection(
            "8.1 not UTF-8 when the fragments are joined",
            NOT_CONSISTENT,
            Frames.joined(
                Frames.part(TEXT, bytes('{', 0xc3)), Frames.frame(CONTINUATION, bytes('}')))),
        endsConnection("5.6 an empty text frame", BAD_REQUEST, Frames.frame(TEXT)),
        endsConnection(
            "5.4 an empty text of empty fragments",
            BAD_REQUEST,
            Frames.joined(
                Frames.part(TEXT), Frames.part(CONTINUATION), Frames.frame(CONTINUATION))),
        endsConnection("5.6 a binary frame", OTHER_KIND, Frames.frame(BINARY, bytes(0, 0xff))));
  }

  private static List<Attack> controls() {
    return List.of(
        endsConnection(
            "5.5 a ping of 126 bytes", PROTOCOL_ERROR, Frames.frame(PING, new byte[126])),
        endsConnection("5.5 a ping in fragments", PROTOCOL_ERROR, Frames.part(PING, ascii("a"))),
        endsConnection(
            "5.5 a close frame in fragments", PROTOCOL_ERROR, Frames.part(CLOSE, bytes(3, 232))),
        connectionGoesOn(
            "5.5.2 pings and pongs between the fragments of a message",
            Frames.joined(
                Frames.part(TEXT, ascii("{\"id\":2,")),
                Frames.frame(PING, ascii("between")),
                Frames.frame(PONG),
                Frames.part(CONTINUATION, ascii("\"ping\"")),
                Frames.frame(PING, new byte[125]),
                Frames.frame(CONTINUATION, ascii(":{}}")))),
        connectionGoesOn(
            "5.5.3 a thousand pongs that nobody asked for",
            Frames.joined(
                Stream.concat(
                        Stream.generate(() -> Frames.frame(PONG, new byte[125])).limit(1000),
                        Stream.of(Frames.text("{\"id\":2,\"ping\":{}}")))
                    .toArray(byte[][]::new))),
        connectionGoesOn(
            "5.4 a command in fragments of one byte, and empty ones",
            fragments("{\"id\":2,\"ping\":{}}")));
  }

  private static byte[] fragments(String text) {
    Stream<byte[]> first = Stream.of(Frames.part(TEXT));
    Stream<byte[]> parts =
        text.chars()
            .mapToObj(c -> Frames.joined(Frames.part(CONTINUATION, (byte) c), emptyFragment()));
    return Frames.joined(
        Stream.of(first, parts, Stream.of(Frames.frame(CONTINUATION)))
            .flatMap(all -> all)
            .toArray(byte[][]::new));
  }

  private static byte[] emptyFragment() {
    return Frames.part(CONTINUATION);
  }

  private static List<Attack> closes() {
    Stream<Attack> forbidden =
        IntStream.of(0, 999, 1004, 1005, 1006, 1012, 1015, 1016, 2999)
            .mapToObj(
                code ->
                    endsConnection(
                        "7.4 the close code " + code, PROTOCOL_ERROR, Frames.close(code)));
    Stream<Attack> allowed =
        IntStream.of(1000, 1001, 1011, 3000, 4999)
            .mapToObj(
                code -> endsConnection("7.4 the close code " + code, code, Frames.close(code)));
    Stream<Attack> others =
        Stream.of(
            endsConnection(
                "7.4 a close code of one byte", PROTOCOL_ERROR, Frames.frame(CLOSE, bytes(3))),
            endsConnection(
                "5.5.1 a reason that is not UTF-8",
                NOT_CONSISTENT,
                Frames.close(1000, bytes(0xff))),
            endsConnection("5.5.1 a close frame without a code", 1000, Frames.frame(CLOSE)),
            endsConnection(
                "5.5.1 commands after a close frame",
                1000,
                Frames.joined(Frames.close(1000), Frames.text("{\"id\":9,\"ping\":{}}"))));
    return Stream.of(forbidden, allowed, others).flatMap(all -> all).toList();
  }

  /** Frames that end a connection, before the connect command and after. */
  private static Attack endsConnection(String name, int code, byte[] frames) {
    return endsConnection(name, List.of(code), frames);
  }

  private static Attack endsConnection(String name, List<Integer> codes, byte[] frames) {
    return new Attack(
        name,
        target -> {
          try (Connection connection = target.upgraded()) {
            connection.send(frames);
            check(name, connection, codes);
          }
          try (Connection connection = target.connected()) {
            connection.send(frames);
            check(name, connection, codes);
          }
        });
  }

  private static void check(String name, Connection connection, List<Integer> codes)
      throws IOException {
    Connection.Ending ending = connection.ending();
    assertThat(ending.code()).as("%s: %s", name, ending).isIn(codes);
    assertThat(ending.texts()).as("answers to " + name).doesNotContain("\"id\":9");
    Leaks.assertClean(name, ending.reason() + ending.texts());
  }

  /** Frames after which a ping with the id 2 is answered. */
  private static Attack connectionGoesOn(String name, byte[] frames) {
    return new Attack(
        name,
        target -> {
          try (Connection connection = target.connected()) {
            connection.send(frames);
            Leaks.assertClean(name, connection.awaitText("{\"id\":2,\"ping\":{}}"));
          }
        });
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
