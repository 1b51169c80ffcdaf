package dev.parley.transport.stream;

import dev.parley.session.Uplink;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** HTTP streaming: the body of a POST is the {@code connect} command, the response the stream. */
@WebServlet(urlPatterns = "/connection/http_stream", asyncSupported = true)
public class HttpStreamServlet extends HttpServlet {
  private static final StreamFormat LINES = new Lines();

  @Inject private transient Streams streams;
  @Inject private transient RequestBody body;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String connect = body.read(request, response);
    if (connect != null) {
      streams.open(request, response, LINES, Uplink.REQUESTS).receive(connect);
    }
  }
}
