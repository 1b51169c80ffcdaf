package dev.parley.transport.uni;

import dev.parley.transport.stream.StreamFormat;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Serves streams of pushes for clients without an SDK, in one format. */
abstract class UniServlet extends HttpServlet {
  @Inject private transient UniStreams streams;

  /** A new format for one stream. */
  abstract StreamFormat format();

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    streams.get(request, response, this::format);
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    streams.post(request, response, this::format);
  }

  /** Refused: a HEAD request would open a stream that nobody can end. */
  @Override
  protected void doHead(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
  }
}
