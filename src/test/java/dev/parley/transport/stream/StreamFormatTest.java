package dev.parley.transport.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Frame;
import dev.parley.testing.JsonTree;
import dev.parley.testing.OfficialProtobuf;
import io.github.centrifugal.centrifuge.internal.protocol.Protocol;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StreamFormatTest {
  private static String written(StreamFormat format, String frame) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    format.write(Frame.of(frame), out);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("[E1] HTTP streaming has one message a line")
  void lines() throws IOException {
    assertThat(written(new LineFormat(), "{}\n{\"ä\":1}")).isEqualTo("{}\n{\"ä\":1}\n");
  }

  @Test
  @DisplayName("[E1] Protobuf messages are streamed as they are")
  void delimited() throws IOException {
    assertThat(written(new DelimitedFormat(), "\u0001a\u0000")).isEqualTo("\u0001a\u0000");
  }

  @Test
  @DisplayName("[E1] an event is a frame, one line of data for each message")
  void events() throws IOException {
    assertThat(written(new EventFormat(), "{}")).isEqualTo("data: {}\n\n");
    assertThat(written(new EventFormat(), "{}\n{\"ä\":1}"))
        .isEqualTo("data: {}\ndata: {\"ä\":1}\n\n");
  }

  private static String text(byte... bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("[E5] a probe is white space, a comment, or a push of nothing")
  void fillers() throws IOException {
    assertThat(
            JsonTree.lines(
                text(new LineFormat().filler()) + written(new LineFormat(), "{\"id\":1}")))
        .extracting(Map::size)
        .containsExactly(1);
    assertThat(text(new EventFormat().filler())).isEqualTo(":\n\n");
    byte[] filler = new DelimitedFormat().filler();
    assertThat(OfficialProtobuf.replies(filler))
        .singleElement()
        .satisfies(
            reply -> {
              assertThat(reply.hasPush()).as("no ping, which would be answered").isTrue();
              assertThat(reply.getPush()).isEqualTo(Protocol.Push.getDefaultInstance());
            });
  }
}
