package dev.parley.transport.stream;

import dev.parley.delivery.WriterPool;
import dev.parley.protocol.Codec;
import dev.parley.session.CommandPath;
import dev.parley.session.Session;
import dev.parley.session.SessionRegistry;
import dev.parley.transport.HandshakeFilter;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Opens a stream in a response. Holds no state. */
@Singleton
public class Streams {
  private final SessionRegistry sessions;
  private final WriterPool writers;

  @Inject
  Streams(SessionRegistry sessions, WriterPool writers) {
    this.sessions = sessions;
    this.writers = writers;
  }

  /**
   * Begins the response, which ends with the session. The servlet calls it, and hands the commands
   * of the request to the session afterwards.
   *
   * @param format writes the frames of the codec into the response
   * @return a session that waits for its {@code connect}
   * @throws IOException when the client is gone
   */
  public Session open(
      HttpServletRequest request,
      HttpServletResponse response,
      Codec codec,
      StreamFormat format,
      CommandPath commandPath)
      throws IOException {
    response.setContentType(format.contentType());
    if (!codec.isBinary()) {
      response.setCharacterEncoding(StandardCharsets.UTF_8.name());
    }
    response.setHeader("Cache-Control", "no-store");
    // Otherwise nginx, and proxies like it, would buffer the stream.
    response.setHeader("X-Accel-Buffering", "no");
    // On Liberty the first flush from another thread sends nothing, so it must happen here.
    response.flushBuffer();
    AsyncContext exchange = request.startAsync();
    // The heartbeat ends silent sessions; the container must not.
    exchange.setTimeout(0);
    // The listener comes first: a session may end at once, and then none can be added.
    Ending ending = new Ending();
    exchange.addListener(ending);
    StreamTransport transport =
        new StreamTransport(exchange, response.getOutputStream(), format, codec, writers);
    ending.session =
        sessions.open(transport, codec, HandshakeFilter.handshakeOf(request), commandPath);
    return ending.session;
  }

  /** Ends the session with the response. Some containers do not call it; then a probe does. */
  private static final class Ending implements AsyncListener {
    /** Null until it is open. */
    private volatile Session session;

    private void end() {
      if (session != null) {
        session.disconnected(false);
      }
    }

    @Override
    public void onComplete(AsyncEvent event) {
      end();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      end();
    }

    @Override
    public void onError(AsyncEvent event) {
      end();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      // The exchange is never started again.
    }
  }
}
