package dev.parley.transport.uni;

import dev.parley.transport.stream.StreamFormat;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A stream of pushes for clients without an SDK, in one format. */
abstract class UniServlet extends HttpServlet {
  @Inject private transient UniStreams streams;

  /** How the pushes of one stream stand in its response. */
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

  /** Asked for its head only, it would be a stream that nobody can end. */
  @Override
  protected void doHead(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
  }
}
