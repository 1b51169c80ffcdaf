package dev.parley.transport.uni;

import dev.parley.transport.stream.LineFormat;
import dev.parley.transport.stream.StreamFormat;
import jakarta.servlet.annotation.WebServlet;

/** HTTP streaming for clients without an SDK. */
@WebServlet(urlPatterns = "/connection/uni_http_stream", asyncSupported = true)
public class UniHttpStreamServlet extends UniServlet {
  @Override
  StreamFormat format() {
    return new LineFormat();
  }
}
