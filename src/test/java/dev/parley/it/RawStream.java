package dev.parley.it;

import dev.parley.testing.CommandJson;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A stream over HTTP on a plain socket, which can end as no HTTP client does. */
public final class RawStream implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private final Socket socket;
  private final InputStream in;

  private RawStream(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /**
   * Pushes in lines.
   *
   * @param buffer what the system may keep of what was not read; 0 for as much as it likes
   */
  static RawStream pushes(String url, String token, String channel, int buffer) throws IOException {
    return open(url, "uni_http_stream", uni(token, channel), buffer);
  }

  /** A stream of any kind, whose client is in one channel; it has no more to send. */
  public static RawStream in(String url, String kind, String token, String channel)
      throws IOException {
    String connect = CommandJson.connect(1, token);
    String subscribe = CommandJson.subscribe(2, channel);
    boolean uni = kind.startsWith("uni_");
    RawStream stream = open(url, kind, uni ? uni(token, channel) : connect + "\n" + subscribe, 0);
    stream.awaitText(uni ? "\"connect\"" : "\"subscribe\"");
    return stream;
  }

  private static String uni(String token, String channel) {
    return "{\"token\":\"" + token + "\",\"subs\":{\"" + channel + "\":{}}}";
  }

  static RawStream open(String url, String kind, String body, int buffer) throws IOException {
    URI uri = URI.create(url);
    Socket socket = new Socket();
    if (buffer > 0) {
      socket.setReceiveBufferSize(buffer);
    }
    socket.setSoTimeout(1000 * PATIENCE_SECONDS);
    socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
    String head =
        "POST /connection/"
            + kind
            + " HTTP/1.1\r\nHost: "
            + uri.getAuthority()
            + "\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n";
    socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
    return new RawStream(socket);
  }

  /** Reads until a text arrives. */
  void awaitText(String text) throws IOException {
    byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
    int fits = 0;
    long begun = System.nanoTime();
    while (fits < wanted.length) {
      int read = in.read();
      if (read < 0 || System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
        throw new IOException(text + " has not come");
      }
      fits = read == wanted[fits] ? fits + 1 : read == wanted[0] ? 1 : 0;
    }
  }

  /** Ends the TCP connection by a reset, as a crash does. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Closes the TCP connection, as a browser does when the user leaves the page. */
  @Override
  public void close() throws IOException {
    socket.close();
  }
}
