package dev.parley.transport;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpgradeBodyFilterTest {
  private final Endless source = new Endless("bodyand what follows");
  private final UpgradeBodyFilter.Body body = new UpgradeBodyFilter.Body(source, 4);

  @Test
  void endsWhereItsLengthSays() throws IOException {
    assertThat(body.available()).isEqualTo(4);
    assertThat(body.readNBytes(100)).isEqualTo("body".getBytes(StandardCharsets.US_ASCII));
    assertThat(body.read()).isEqualTo(-1);
    assertThat(body.isFinished()).isTrue();
  }

  @Test
  void endsForOneWhoReadsByteByByte() throws IOException {
    StringBuilder read = new StringBuilder();
    for (int b = body.read(); b >= 0; b = body.read()) {
      read.append((char) b);
    }
    assertThat(read).hasToString("body");
  }

  @Test
  void aListenerIsToldTheEndOnce() throws IOException {
    List<String> told = new ArrayList<>();
    body.setReadListener(
        new Recorder(told) {
          @Override
          public void onDataAvailable() throws IOException {
            while (body.isReady() && !body.isFinished()) {
              told.add(Character.toString(body.read()));
            }
          }
        });
    assertThat(told).isEmpty();
    source.listener.onDataAvailable();
    source.listener.onAllDataRead();
    source.listener.onError(new IOException("the connection has ended"));
    assertThat(told).containsExactly("b", "o", "d", "y", "end");
  }

  @Test
  void aListenerIsToldThatThereIsNoBody() {
    List<String> told = new ArrayList<>();
    new UpgradeBodyFilter.Body(source, 0).setReadListener(new Recorder(told));
    assertThat(told).containsExactly("end");
  }

  private static class Recorder implements ReadListener {
    private final List<String> told;

    Recorder(List<String> told) {
      this.told = told;
    }

    @Override
    public void onDataAvailable() throws IOException {
      told.add("data");
    }

    @Override
    public void onAllDataRead() {
      told.add("end");
    }

    @Override
    public void onError(Throwable failure) {
      told.add("error");
    }
  }

  /** The input of a connection, which does not end with the body. */
  private static final class Endless extends ServletInputStream {
    private final ByteArrayInputStream bytes;
    private ReadListener listener;

    Endless(String text) {
      this.bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int available() {
      return bytes.available();
    }

    @Override
    public boolean isFinished() {
      return false;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener readListener) {
      this.listener = readListener;
    }
  }
}
