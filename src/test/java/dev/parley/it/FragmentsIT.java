package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.CommandJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hostile messages in fragments. The frames are those of RFC 6455, section 5.2, with a mask of
 * zeros.
 */
@Tag("servers")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FragmentsIT {
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int FIN = 0x80;
  private static final int CLOSE = 8;
  private static final int MASKED = 0x80;
  private static final int LENGTH_OF_16_BITS = 126;
  private static final int LENGTH_OF_64_BITS = 127;
  private static final int FRAME_BYTES = 16 * 1024;

  private static final String LENGTHS = "Open Liberty and WildFly read such a fragment for ever";

  private Member member;

  @BeforeAll
  void start() {
    member =
        Member.of(
                "fragments",
                Map.of(
                    "PARLEY_DEV",
                    "true",
                    "PARLEY_SESSION_INBOUND_FRAME_BYTES",
                    Integer.toString(FRAME_BYTES),
                    "PARLEY_SESSION_SUBSCRIPTIONS",
                    Integer.toString(FRAME_BYTES / 1024)))
            .start();
  }

  @AfterAll
  void kill() {
    member.close();
  }

  /** The first is -14 as a signed number: where the frame itself begins. */
  @NeedsOwnFrames(
      because = LENGTHS,
      on = {"liberty", "wildfly"})
  @ParameterizedTest
  @CsvSource({"1, fffffffffffffff2", "1, 80000000fffffff2", "2, fffffffffffffff2"})
  @DisplayName("[W4] a fragment with an impossible length ends a connection before connect")
  void impossibleLengthBeforeConnect(int opcode, String length) throws IOException {
    endsByImpossibleLength(RawClient.open(member.url()), opcode, length);
  }

  @NeedsOwnFrames(
      because = LENGTHS,
      on = {"liberty", "wildfly"})
  @ParameterizedTest
  @CsvSource({"1, fffffffffffffff2", "1, 80000000fffffff2", "2, fffffffffffffff2"})
  @DisplayName("[W4] a fragment with an impossible length ends a connected client")
  void impossibleLengthAfterConnect(int opcode, String length) throws IOException {
    RawClient client = RawClient.open(member.url());
    client.subscribe(Client.token(member.url(), "u1"), "room:fragments");
    endsByImpossibleLength(client, opcode, length);
  }

  private void endsByImpossibleLength(RawClient client, int opcode, String length)
      throws IOException {
    client.write(fragment(opcode, ""));
    client.write(headOf64Bits(CONTINUATION, Long.parseUnsignedLong(length, 16)));
    assertThat(client.closeCode()).isEqualTo(opcode == TEXT ? 1002 : 3506);
    client.leave();
    assertNothingIsRead();
    assertOthersAreServed();
  }

  @Test
  @DisplayName("[W4] the limit holds for all fragments of a message together")
  void fragmentsAreBoundedTogether() throws IOException {
    RawClient client = RawClient.open(member.url());
    String half = " ".repeat(FRAME_BYTES / 2);
    client.write(fragment(TEXT, half));
    client.write(fragment(CONTINUATION, half));
    client.write(fragment(CONTINUATION, " "));
    assertThat(client.closeCode()).isEqualTo(1009);
    assertThat(client.isEnded()).as("the server ends the TCP connection").isTrue();
  }

  @NeedsOwnFrames(because = "Open Liberty reads a frame whole", on = "liberty")
  @Test
  @DisplayName("[W4] [A2] of a message of 100 MB in one frame nothing stays in memory")
  void largeFrameIsNotKept() throws IOException {
    LargeMessageCases.inOneFrame(member);
    assertOthersAreServed();
  }

  @Test
  @DisplayName("[W4] [A2] of a message of 100 MB in fragments nothing stays in memory")
  void largeFragmentsAreNotKept() throws IOException {
    LargeMessageCases.inFragments(member);
    assertOthersAreServed();
  }

  @Test
  @DisplayName("[W4] a message in fragments of the allowed size is accepted")
  void messageInFragmentsIsTaken() throws IOException {
    RawClient client = RawClient.open(member.url());
    String connect = CommandJson.connect(1, Client.token(member.url(), "u1"));
    String rest = connect.substring(10) + " ".repeat(FRAME_BYTES - connect.length());
    client.write(fragment(TEXT, connect.substring(0, 10)));
    client.write(fragment(FIN | CONTINUATION, rest));
    client.awaitText("\"id\":1");
    client.close();
  }

  @NeedsOwnFrames(because = "Open Liberty decodes each fragment by itself", on = "liberty")
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("[W4] a fragment may end within a character, before connect and after")
  void cutCharacterIsTaken(boolean known) throws IOException {
    RawClient client = RawClient.open(member.url());
    if (known) {
      client.subscribe(Client.token(member.url(), "u1"), "room:fragments");
    }
    String command = CommandJson.connect(7, "\u00fc");
    byte[] bytes = command.getBytes(StandardCharsets.UTF_8);
    int cut = command.indexOf('\u00fc') + 1;
    client.write(fragment(TEXT, Arrays.copyOf(bytes, cut)));
    client.write(fragment(FIN | CONTINUATION, Arrays.copyOfRange(bytes, cut, bytes.length)));
    assertThat(client.closeCode()).isEqualTo(known ? 3501 : 3500);
    client.leave();
  }

  @NeedsOwnFrames(because = "the container ends TCP in its own time, and some codes not at all")
  @Test
  @DisplayName("[W6] whatever code a client closes with, the TCP connection ends")
  void codesThatNobodyMaySend() throws IOException {
    for (int code : new int[] {4999, 5000, 65_535}) {
      RawClient client = RawClient.open(member.url());
      client.write(fragment(FIN | CLOSE, new byte[] {(byte) (code >> 8), (byte) code}));
      assertThat(client.closeCode()).isEqualTo(code < 5000 ? code : 1002);
      assertThat(client.isEnded()).as("the server ends the TCP connection").isTrue();
    }
  }

  private void assertNothingIsRead() {
    Awaitility.await("no thread is still reading")
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(member.threads())
                    .noneMatch(stack -> stack.contains("WebSocketConnection.onDataAvailable")));
  }

  private void assertOthersAreServed() {
    try (Client other = Client.connect(member.url(), "other")) {
      assertThat(other.call("ping", "{}").orTimeout(1, TimeUnit.MINUTES).join())
          .containsKey("ping");
    }
  }

  private static byte[] fragment(int first, String holds) {
    return fragment(first, holds.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] fragment(int first, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(8 + payload.length).put((byte) first);
    if (payload.length < LENGTH_OF_16_BITS) {
      frame.put((byte) (MASKED | payload.length));
    } else {
      frame.put((byte) (MASKED | LENGTH_OF_16_BITS)).putShort((short) payload.length);
    }
    frame.putInt(0).put(payload);
    return Arrays.copyOf(frame.array(), frame.position());
  }

  /** A fragment without its payload. */
  private static byte[] headOf64Bits(int first, long length) {
    return ByteBuffer.allocate(14)
        .put((byte) first)
        .put((byte) (MASKED | LENGTH_OF_64_BITS))
        .putLong(length)
        .putInt(0)
        .array();
  }
}
