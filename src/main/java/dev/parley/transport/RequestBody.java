package dev.parley.transport;

import dev.parley.config.ParleyConfig;
import dev.parley.protocol.Codec;
import dev.parley.protocol.Utf8;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Reads the bodies of requests, up to the allowed size. Immutable. */
@Singleton
public class RequestBody {
  private static final System.Logger LOG = System.getLogger(RequestBody.class.getName());

  private final int mostBytes;

  @Inject
  RequestBody(ParleyConfig config) {
    this.mostBytes = config.inboundFrameBytes();
  }

  /**
   * Reads a body on this thread, which waits for it: only for a servlet that must answer on the
   * same thread.
   *
   * @param codec decodes the body later
   * @return null when the body is too large (413), or JSON that is not UTF-8 (400); then the answer
   *     has been sent
   * @throws IOException when the client is gone
   */
  public byte[] read(Codec codec, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    byte[] bytes = request.getInputStream().readNBytes(mostBytes + 1);
    if (bytes.length > mostBytes) {
      // The rest of the body is not read, so the connection must end.
      response.setHeader("Connection", "close");
      response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
      return null;
    }
    if (!canRead(codec, bytes)) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST);
      return null;
    }
    return bytes;
  }

  private static boolean canRead(Codec codec, byte[] bytes) {
    return codec.isBinary() || Utf8.isText(bytes, bytes.length);
  }

  /** Handles a request with its body. */
  public interface Reader {
    /**
     * Handles the complete body.
     *
     * @param exchange the request, to be completed when it is answered; without a timeout
     */
    void accept(byte[] body, AsyncContext exchange);
  }

  /**
   * Reads a body asynchronously, and returns at once: anybody may send it, and no thread waits for
   * a client that stops in the middle. Answers 413 when the body is too large, 400 when it is JSON
   * that is not UTF-8.
   *
   * @param codec decodes the body later
   * @param reader gets the body, if it can be read
   * @throws IOException when the client is gone
   */
  public void read(
      Codec codec, HttpServletRequest request, HttpServletResponse response, Reader reader)
      throws IOException {
    AsyncContext exchange = request.startAsync(request, response);
    // The reader limits the time for the answer, the server limits the time for the body.
    exchange.setTimeout(0);
    ServletInputStream in = request.getInputStream();
    in.setReadListener(new BodyListener(codec, in, mostBytes, response, exchange, reader));
  }

  /** The container calls it on one thread at a time. */
  private static final class BodyListener implements ReadListener {
    private final Codec codec;
    private final ServletInputStream in;
    private final int mostBytes;
    private final HttpServletResponse response;
    private final AsyncContext exchange;
    private final Reader reader;

    /** Null when the body is handed over: an exchange may last long and must not keep the body. */
    private ByteArrayOutputStream read = new ByteArrayOutputStream();

    BodyListener(
        Codec codec,
        ServletInputStream in,
        int mostBytes,
        HttpServletResponse response,
        AsyncContext exchange,
        Reader reader) {
      this.codec = codec;
      this.in = in;
      this.mostBytes = mostBytes;
      this.response = response;
      this.exchange = exchange;
      this.reader = reader;
    }

    @Override
    public void onDataAvailable() throws IOException {
      byte[] part = new byte[1024];
      while (read != null && in.isReady()) {
        int bytes = in.read(part);
        if (bytes < 0) {
          return;
        }
        read.write(part, 0, bytes);
        if (read.size() > mostBytes) {
          response.setHeader("Connection", "close");
          end(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
        }
      }
    }

    @Override
    public void onAllDataRead() {
      if (read == null) {
        return;
      }
      byte[] bytes = read.toByteArray();
      read = null;
      if (!canRead(codec, bytes)) {
        end(HttpServletResponse.SC_BAD_REQUEST);
        return;
      }
      try {
        reader.accept(bytes, exchange);
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "A request failed", e);
        end(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
      }
    }

    @Override
    public void onError(Throwable failure) {
      LOG.log(System.Logger.Level.DEBUG, "a request was not read to its end", failure);
      if (read != null) {
        end(HttpServletResponse.SC_BAD_REQUEST);
      }
    }

    private void end(int status) {
      read = null;
      response.setStatus(status);
      exchange.complete();
    }
  }
}
