package dev.parley.transport.stream;

import dev.parley.config.ParleyConfig;
import dev.parley.config.Setting;
import dev.parley.protocol.Codec;
import dev.parley.protocol.Utf8;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Reads the bodies of requests, not more of them than is allowed. Immutable. */
@Singleton
public class RequestBody {
  private final int mostBytes;

  @Inject
  RequestBody(ParleyConfig config) {
    this.mostBytes = (int) config.bytes(Setting.INBOUND_FRAME_BYTES);
  }

  /**
   * The body.
   *
   * @param codec what it is to be read by
   * @return null when it is too large (413), or JSON that is not UTF-8 (400): then the client is
   *     told so
   * @throws IOException when the client is gone
   */
  public byte[] read(Codec codec, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    byte[] bytes = request.getInputStream().readNBytes(mostBytes + 1);
    if (bytes.length > mostBytes) {
      // What is left of it is not read.
      response.setHeader("Connection", "close");
      response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
      return null;
    }
    if (!codec.isBinary() && !Utf8.isText(bytes)) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST);
      return null;
    }
    return bytes;
  }
}
