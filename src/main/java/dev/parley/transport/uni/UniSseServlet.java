package dev.parley.transport.uni;

import dev.parley.transport.stream.StreamFormat;
import jakarta.servlet.annotation.WebServlet;

/** Server-Sent Events for clients without an SDK. */
@WebServlet(urlPatterns = "/connection/uni_sse", asyncSupported = true)
public class UniSseServlet extends UniServlet {
  @Override
  StreamFormat format() {
    return new PushEvents();
  }
}
