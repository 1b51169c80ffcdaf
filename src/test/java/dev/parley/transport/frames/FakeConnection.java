package dev.parley.transport.frames;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.WebConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * A connection that keeps what is written to it, and may make whoever writes wait. As on Open
 * Liberty, no interrupt ends such a write.
 */
final class FakeConnection implements WebConnection {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);
  private volatile int waiting;
  volatile int closes;

  /** From now on nothing is taken. */
  void block() {
    gate = new CompletableFuture<>();
  }

  void unblock() {
    gate.complete(null);
  }

  boolean hasWriterWaiting() {
    return waiting > 0;
  }

  synchronized byte[] written() {
    return written.toByteArray();
  }

  @Override
  public ServletInputStream getInputStream() {
    throw new UnsupportedOperationException();
  }

  @Override
  public ServletOutputStream getOutputStream() {
    return new ServletOutputStream() {
      @Override
      public boolean isReady() {
        return true;
      }

      @Override
      public void setWriteListener(WriteListener listener) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int size) throws IOException {
        if (closes > 0) {
          throw new IOException("closed");
        }
        waiting++;
        gate.join();
        waiting--;
        synchronized (FakeConnection.this) {
          written.write(bytes, from, size);
        }
      }
    };
  }

  @Override
  public void close() {
    closes++;
  }
}
