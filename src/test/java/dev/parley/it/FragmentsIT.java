package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Messages in fragments that are meant to do harm, on a member where clients that are known get no
 * more than strangers. The frames are those of RFC 6455, section 5.2, with a mask of zeros.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FragmentsIT {
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int FIN = 0x80;
  private static final int MASKED_64_BITS = 0xff;
  private static final int FRAME_BYTES = 16 * 1024;

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
                    "PARLEY_SESSION_CUT_CHARACTERS",
                    "false"))
            .start();
  }

  @AfterAll
  void kill() {
    member.close();
  }

  /** Liberty reads it as one of -14 bytes, which is where the fragment begins. */
  @ParameterizedTest
  @CsvSource({"1, fffffffffffffff2", "1, 80000000fffffff2", "2, fffffffffffffff2"})
  @DisplayName("[W4] a fragment whose length no frame can have ends the connection of a stranger")
  void impossibleLengthOfStranger(int opcode, String length) throws IOException {
    endsByImpossibleLength(RawClient.open(member.url()), opcode, length);
  }

  @ParameterizedTest
  @CsvSource({"1, fffffffffffffff2", "1, 80000000fffffff2", "2, fffffffffffffff2"})
  @DisplayName("[W4] a fragment whose length no frame can have ends the connection of a client")
  void impossibleLengthOfClient(int opcode, String length) throws IOException {
    RawClient client = RawClient.open(member.url());
    client.subscribe(Client.token(member.url(), "u1"), "room:fragments");
    endsByImpossibleLength(client, opcode, length);
  }

  private void endsByImpossibleLength(RawClient client, int opcode, String length)
      throws IOException {
    client.write(fragment(opcode, 0, ""));
    client.write(fragment(CONTINUATION, Long.parseUnsignedLong(length, 16), ""));
    if (opcode == TEXT) {
      assertThat(client.closeCode()).isEqualTo(1009);
    } else {
      assertThat(client.closeCode()).isIn(3506, 1009);
    }
    client.leave();
    assertNothingIsRead();
    assertOthersAreServed();
  }

  @Test
  @DisplayName("[W4] the fragments of a message are bounded together")
  void fragmentsAreBoundedTogether() throws IOException {
    RawClient client = RawClient.open(member.url());
    String half = " ".repeat(FRAME_BYTES / 2);
    client.write(fragment(TEXT, half.length(), half));
    client.write(fragment(CONTINUATION, half.length(), half));
    client.write(fragment(CONTINUATION, 1, " "));
    assertThat(client.closeCode()).isEqualTo(1009);
    assertThat(client.isEnded()).as("the server ends the TCP connection").isTrue();
  }

  @Test
  @DisplayName("[W4] a message in fragments, of the size that is allowed, is taken")
  void messageInFragmentsIsTaken() throws IOException {
    RawClient client = RawClient.open(member.url());
    String connect =
        "{\"id\":1,\"connect\":{\"token\":\"" + Client.token(member.url(), "u1") + "\"}}";
    String rest = connect.substring(10) + " ".repeat(FRAME_BYTES - connect.length());
    client.write(fragment(TEXT, 10, connect.substring(0, 10)));
    client.write(fragment(FIN | CONTINUATION, rest.length(), rest));
    client.awaitText("\"id\":1");
    client.close();
  }

  @Test
  @DisplayName("[W4] without cut-characters a fragment ends where a character does, or with 1007")
  void cutCharacterIsRefused() throws IOException {
    RawClient client = RawClient.open(member.url());
    client.subscribe(Client.token(member.url(), "u1"), "room:fragments");
    byte[] cut = ByteBuffer.allocate(15).put(fragment(TEXT, 1, "")).put((byte) 0xc3).array();
    client.write(cut);
    assertThat(client.closeCode()).isEqualTo(1007);
    client.leave();
  }

  private void assertNothingIsRead() {
    Awaitility.await("no thread is still reading")
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(member.threads())
                    .noneMatch(
                        stack -> stack.contains("com.ibm.ws.wsoc.WsocConnLink.processRead")));
  }

  private void assertOthersAreServed() {
    try (Client other = Client.connect(member.url(), "other")) {
      assertThat(other.call("ping", "{}").orTimeout(1, TimeUnit.MINUTES).join())
          .containsKey("ping");
    }
  }

  /** A fragment with a length of 64 bits; what it holds may be of another length. */
  private static byte[] fragment(int first, long length, String holds) {
    byte[] payload = holds.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(14 + payload.length)
        .put((byte) first)
        .put((byte) MASKED_64_BITS)
        .putLong(length)
        .putInt(0)
        .put(payload)
        .array();
  }
}
