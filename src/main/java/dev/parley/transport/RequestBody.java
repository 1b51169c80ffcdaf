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

/** Reads the bodies of requests, not more of them than is allowed. Immutable. */
@Singleton
public class RequestBody {
  private static final System.Logger LOG = System.getLogger(RequestBody.class.getName());

  private final int mostBytes;

  @Inject
  RequestBody(ParleyConfig config) {
    this.mostBytes = config.inboundFrameBytes();
  }

  /**
   * The body. A thread waits for it: only for who must answer on the same one.
   *
   * @param codec what it is to be read by
   * @return null when it is too large (413), or JSON that is not UTF-8 (400): then the client is
   *     told so
   * @throws IOException when the client is gone
   */
  public byte[] read(Codec codec, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    byte[] bytes = request.getInputStream().readNBytes(mostBytes + 1);
    if (bytes.length > mostBytes) {
      // What is left of it is not read.
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

  /** Does what a request asks for. */
  public interface Reader {
    /**
     * Takes a body that is there as a whole.
     *
     * @param exchange the request, to be completed when it is answered; without a timeout
     */
    void take(byte[] body, AsyncContext exchange);
  }

  /**
   * Begins to read the body as it comes, and returns at once: strangers send it, and no thread
   * waits for one that stops in the middle. A client whose body is too large (413), or JSON that is
   * not UTF-8 (400), is told so.
   *
   * @param codec what it is to be read by
   * @param reader is given the body, unless it fails
   * @throws IOException when the client is gone
   */
  public void read(
      Codec codec, HttpServletRequest request, HttpServletResponse response, Reader reader)
      throws IOException {
    AsyncContext exchange = request.startAsync(request, response);
    // Whoever takes the body sets the time for an answer, the server that for the body.
    exchange.setTimeout(0);
    ServletInputStream in = request.getInputStream();
    in.setReadListener(new Reading(codec, in, mostBytes, response, exchange, reader));
  }

  /** The container calls it by one thread at a time. */
  private static final class Reading implements ReadListener {
    private final Codec codec;
    private final ServletInputStream in;
    private final int mostBytes;
    private final HttpServletResponse response;
    private final AsyncContext exchange;
    private final Reader reader;

    /** Null when nothing more of it is wanted: an exchange may last for long, and keeps no body. */
    private ByteArrayOutputStream read = new ByteArrayOutputStream();

    Reading(
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
        reader.take(bytes, exchange);
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "a request could not be served", e);
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
