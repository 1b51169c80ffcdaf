package dev.parley.transport.uni;

import dev.parley.transport.stream.Lines;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** HTTP streaming for clients without an SDK. */
@WebServlet(urlPatterns = "/connection/uni_http_stream", asyncSupported = true)
public class UniHttpStreamServlet extends HttpServlet {
  @Inject private transient UniStreams streams;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    streams.get(request, response, Lines::new);
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    streams.post(request, response, Lines::new);
  }

  /** Asked for its head only, it would be a stream that nobody can end. */
  @Override
  protected void doHead(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
  }
}
