package dev.parley.transport.stream;

import dev.parley.protocol.JsonCodec;
import dev.parley.session.CommandPath;
import dev.parley.transport.RequestBody;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Server-Sent Events: the {@code connect} command is the parameter {@code cf_connect} of the URL,
 * because an EventSource sends no body, or the body of a POST. Events are text, so it is JSON.
 */
@WebServlet(urlPatterns = "/connection/sse", asyncSupported = true)
public class SseServlet extends HttpServlet {
  private static final StreamFormat EVENTS = new EventFormat();

  @Inject private transient Streams streams;
  @Inject private transient RequestBody body;
  @Inject private transient JsonCodec json;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String connect = request.getParameter("cf_connect");
    if (connect == null) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST);
    } else {
      open(request, response, connect.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    byte[] connect = body.read(json, request, response);
    if (connect != null) {
      open(request, response, connect);
    }
  }

  /** Refused: a HEAD request would open a stream that nobody can end. */
  @Override
  protected void doHead(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
  }

  private void open(HttpServletRequest request, HttpServletResponse response, byte[] connect)
      throws IOException {
    streams.open(request, response, json, EVENTS, CommandPath.REQUESTS).receive(connect);
  }
}
