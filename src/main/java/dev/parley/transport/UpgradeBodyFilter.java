package dev.parley.transport;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends the body of a request with an {@code Upgrade} header where its {@code Content-Length} says,
 * on Payara and GlassFish. Grizzly, their HTTP server, takes such a request for an upgraded
 * connection, whose body has no end. The HTTP client of the JDK offers {@code h2c} with each
 * request, unless it is told to speak HTTP/1.1. A body of unknown length is refused with 411.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class UpgradeBodyFilter extends HttpFilter {
  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!WebSocketEngine.isGlassFish()
        || request.getHeader("Upgrade") == null
        || "GET".equals(request.getMethod())) {
      chain.doFilter(request, response);
    } else if (request.getHeader("Transfer-Encoding") != null) {
      response.setHeader("Connection", "close");
      response.sendError(HttpServletResponse.SC_LENGTH_REQUIRED);
    } else {
      chain.doFilter(new Bounded(request), response);
    }
  }

  private static final class Bounded extends HttpServletRequestWrapper {
    private Body body;

    Bounded(HttpServletRequest request) {
      super(request);
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
      if (body == null) {
        body = new Body(super.getInputStream(), Math.max(0, getContentLengthLong()));
      }
      return body;
    }
  }

  /** The first bytes of a stream. Belongs to the thread that reads. */
  static final class Body extends ServletInputStream {
    private final ServletInputStream in;

    /** How many bytes are still to come. */
    private long left;

    Body(ServletInputStream in, long length) {
      this.in = in;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      int read = left == 0 ? -1 : in.read();
      if (read >= 0) {
        left--;
      }
      return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int most = (int) Math.min(length, left);
      int read = most == 0 && length > 0 ? -1 : in.read(bytes, offset, most);
      left -= Math.max(0, read);
      return read;
    }

    @Override
    public int available() throws IOException {
      return (int) Math.min(in.available(), left);
    }

    @Override
    public boolean isFinished() {
      return left == 0 || in.isFinished();
    }

    @Override
    public boolean isReady() {
      return left == 0 || in.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      boolean empty = left == 0;
      End end = new End(listener);
      in.setReadListener(end);
      if (empty) {
        end.tellEmpty();
      }
    }

    /**
     * Tells a listener the end of the body, once. The container calls it on one thread at a time.
     */
    private final class End implements ReadListener {
      private final ReadListener listener;
      private final AtomicBoolean told = new AtomicBoolean();

      End(ReadListener listener) {
        this.listener = listener;
      }

      @Override
      public void onDataAvailable() throws IOException {
        listener.onDataAvailable();
        if (left == 0) {
          onAllDataRead();
        }
      }

      @Override
      public void onAllDataRead() throws IOException {
        if (told.compareAndSet(false, true)) {
          listener.onAllDataRead();
        }
      }

      @Override
      public void onError(Throwable failure) {
        if (told.compareAndSet(false, true)) {
          listener.onError(failure);
        }
      }

      /** There is nothing that the container could tell of. */
      void tellEmpty() {
        try {
          onAllDataRead();
        } catch (IOException e) {
          listener.onError(e);
        }
      }
    }
  }
}
