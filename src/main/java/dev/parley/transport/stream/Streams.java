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

/** Makes streams of responses. Holds no state. */
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
   * Begins the response, which ends with the session. Called by the servlet; what the client has
   * said so far is to be handed to the session afterwards.
   *
   * @param format how the frames of the codec stand in the response
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
    // What nginx, and those who do as it does, would keep until it is much.
    response.setHeader("X-Accel-Buffering", "no");
    // On Liberty the first flush of another thread sends nothing, so this one has to be here.
    response.flushBuffer();
    AsyncContext exchange = request.startAsync();
    // Silence is the heartbeat's business, not the container's.
    exchange.setTimeout(0);
    // Before there is a session: some end at once, and then nobody may listen any more.
    Ending ending = new Ending();
    exchange.addListener(ending);
    StreamTransport wire =
        new StreamTransport(exchange, response.getOutputStream(), format, codec, writers);
    ending.session = sessions.open(wire, codec, HandshakeFilter.brought(request), commandPath);
    return ending.session;
  }

  /** Not every container tells that a client is gone; then the heartbeat finds it. */
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
      // Nobody starts it anew.
    }
  }
}
