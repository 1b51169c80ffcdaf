package dev.parley.transport.stream;

import dev.parley.protocol.Codec;
import dev.parley.session.CommandPath;
import dev.parley.transport.RequestBody;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * HTTP streaming: the body of a POST is the {@code connect} command, the response the stream. Both
 * are JSON, or both Protobuf.
 */
@WebServlet(urlPatterns = "/connection/http_stream", asyncSupported = true)
public class HttpStreamServlet extends HttpServlet {
  private static final StreamFormat LINES = new LineFormat();
  private static final StreamFormat DELIMITED = new DelimitedFormat();

  @Inject private transient Streams streams;
  @Inject private transient RequestBody body;
  @Inject private transient RequestCodec codecs;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Codec codec = codecs.of(request);
    byte[] connect = body.read(codec, request, response);
    if (connect != null) {
      StreamFormat format = codec.isBinary() ? DELIMITED : LINES;
      streams.open(request, response, codec, format, CommandPath.REQUESTS).receive(connect);
    }
  }
}
