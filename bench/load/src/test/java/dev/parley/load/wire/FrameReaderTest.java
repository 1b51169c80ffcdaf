package dev.parley.load.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
  private final List<String> seen = new ArrayList<>();

  private final FrameReader reader =
      new FrameReader(
          new Scratch(),
          new Frames() {
            @Override
            public void text(byte[] bytes, int from, int to) {
              seen.add(new String(bytes, from, to - from, StandardCharsets.UTF_8));
            }

            @Override
            public void ping(byte[] bytes, int from, int to) {
              seen.add("ping " + (to - from));
            }

            @Override
            public void close(int code, String reason) {
              seen.add("close " + code + " " + reason);
            }

            @Override
            public void malformed(String problem) {
              seen.add("malformed");
            }
          });

  private static ByteBuf frame(int first, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuf out = Unpooled.buffer().writeByte(first);
    if (bytes.length < 126) {
      out.writeByte(bytes.length);
    } else if (bytes.length < 1 << 16) {
      out.writeByte(126).writeShort(bytes.length);
    } else {
      out.writeByte(127).writeLong(bytes.length);
    }
    return out.writeBytes(bytes);
  }

  private static ByteBuf text(String text) {
    return frame(0x81, text);
  }

  @Test
  void readsSeveralFramesAtOnce() {
    reader.read(Unpooled.wrappedBuffer(text("a"), text("b".repeat(200)), text("c")));
    assertThat(seen).containsExactly("a", "b".repeat(200), "c");
  }

  @Test
  void readsFramesThatComeByteByByte() {
    ByteBuf all =
        Unpooled.wrappedBuffer(text("a".repeat(70_000)), text("b"), text("c".repeat(300)));
    while (all.isReadable()) {
      reader.read(all.readSlice(1));
    }
    assertThat(seen).containsExactly("a".repeat(70_000), "b", "c".repeat(300));
  }

  @Test
  void readsFramesLargerThanAnythingBefore() {
    String large = "x".repeat(1_000_000);
    ByteBuf all = text(large);
    while (all.isReadable()) {
      reader.read(all.readSlice(Math.min(60_000, all.readableBytes())));
    }
    assertThat(seen).containsExactly(large);
  }

  @Test
  void joinsFragmentsAlsoWithAPingBetween() {
    reader.read(
        Unpooled.wrappedBuffer(
            frame(0x01, "one "), frame(0x89, "now"), frame(0x00, "two "), frame(0x80, "three")));
    assertThat(seen).containsExactly("ping 3", "one two three");
  }

  @Test
  void readsTheCodeAndReasonOfACloseAndNothingAfter() {
    ByteBuf close = Unpooled.wrappedBuffer(new byte[] {(byte) 0x88, 6, 11, (byte) 0xc0});
    reader.read(
        Unpooled.wrappedBuffer(
            close, Unpooled.copiedBuffer("slow", StandardCharsets.UTF_8), text("late")));
    assertThat(seen).containsExactly("close 3008 slow");
  }

  @Test
  void refusesMaskedFrames() {
    reader.read(Unpooled.wrappedBuffer(new byte[] {(byte) 0x81, (byte) 0x81, 0, 0, 0, 0, 'a'}));
    assertThat(seen).containsExactly("malformed");
  }
}
