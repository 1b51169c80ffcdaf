package dev.parley.it.hostile;

import dev.parley.it.Member;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** A TCP connection to a member, which sends any bytes. For one thread. */
final class Connection implements Closeable {
  /** Longer than any timeout of the member. */
  private static final int PATIENCE_MILLIS = 90_000;

  private static final String PATH = "/connection/websocket";
  private static final int CLOSE = 8;

  private final String authority;
  private final Socket socket;
  private final InputStream in;
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

  private Connection(Member member) throws IOException {
    URI uri = URI.create(member.url());
    authority = uri.getAuthority();
    socket = new Socket(uri.getHost(), uri.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = socket.getInputStream();
  }

  /** Nothing is sent yet. */
  static Connection open(Member member) throws IOException {
    return new Connection(member);
  }

  /** A WebSocket that has sent no command yet. */
  static Connection upgraded(Member member) throws IOException {
    return upgraded(member, "");
  }

  /** The same with more headers, each ended by a line break. */
  static Connection upgraded(Member member, String headers) throws IOException {
    return upgraded(member, PATH, headers);
  }

  /** The same at another path, with its query. */
  static Connection upgraded(Member member, String path, String headers) throws IOException {
    Connection connection = open(member);
    HttpResponse answer = connection.upgrade(path, headers);
    if (answer.status() != 101) {
      connection.close();
      throw new IOException("no upgrade: " + answer);
    }
    return connection;
  }

  /** A WebSocket that has connected with the token. */
  static Connection connected(Member member, String token) throws IOException {
    Connection connection = upgraded(member);
    connection.send(Frames.text("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}"));
    connection.awaitText("\"id\":1");
    return connection;
  }

  /** Asks for a WebSocket, with more headers, each ended by a line break. */
  HttpResponse upgrade(String headers) throws IOException {
    return upgrade(PATH, headers);
  }

  /** The same at another path, with its query. */
  HttpResponse upgrade(String path, String headers) throws IOException {
    send(
        "GET "
            + path
            + " HTTP/1.1\r\nHost: "
            + authority
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==\r\n"
            + headers
            + "\r\n");
    return HttpResponse.read(this::readByte);
  }

  String authority() {
    return authority;
  }

  /** Characters up to 255 are sent as one byte each. */
  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /**
   * Sends bytes that a member may refuse.
   *
   * @return false when it has hung up
   */
  boolean trySend(byte[] bytes) {
    try {
      send(bytes);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends its side of the connection; the answer of the member can still be read. */
  void endSending() throws IOException {
    socket.shutdownOutput();
  }

  /** Ends the TCP connection by a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** The answer to a request. */
  HttpResponse answer() throws IOException {
    return HttpResponse.read(this::readByte);
  }

  /** Everything that arrives until the member closes. */
  String rest() throws IOException {
    try {
      while (readByte() >= 0) {
        // All is noted by readByte.
      }
    } catch (SocketException e) {
      // A reset is an end as well.
    }
    return heard();
  }

  /** Everything that has arrived, bytes as characters up to 255. */
  String heard() {
    return heard.toString(StandardCharsets.ISO_8859_1);
  }

  /** Reads frames until one holds this text, and answers pings meanwhile. */
  String awaitText(String part) throws IOException {
    while (true) {
      Frame frame = frame();
      if (frame == null || frame.opcode() == CLOSE) {
        throw new IOException("closed before " + part + ": " + frame);
      }
      String text = frame.text();
      if (text.lines().anyMatch("{}"::equals)) {
        send(Frames.text("{}"));
      }
      if (text.contains(part)) {
        return text;
      }
    }
  }

  /** Reads until the member closes the WebSocket; returns the code, 0 if there is none. */
  int closeCode() throws IOException {
    Frame frame = frame();
    while (frame != null && frame.opcode() != CLOSE) {
      frame = frame();
    }
    return frame == null ? 0 : frame.closeCode();
  }

  /** Reads until the member has ended the WebSocket, answering its close frame. */
  Ending ending() throws IOException {
    return ending(text -> false);
  }

  /**
   * Reads until the member has ended the WebSocket, answering its close frame. Closes it when there
   * is a text that is the last: to close before may be to cross the member's close frame, which
   * then never comes.
   */
  Ending ending(Predicate<String> last) throws IOException {
    StringBuilder texts = new StringBuilder();
    Ending ending = new Ending(0, "", "");
    try {
      for (Frame frame = frame(); frame != null; frame = frame()) {
        if (frame.opcode() == CLOSE) {
          ending = new Ending(frame.closeCode(), frame.closeReason(), texts.toString());
          trySend(Frames.frame(CLOSE, frame.payload()));
        } else {
          texts.append(frame.text()).append('\n');
          if (last.test(frame.text())) {
            trySend(Frames.close(1000));
          }
        }
      }
    } catch (SocketException e) {
      // A reset is an end as well.
    }
    return ending;
  }

  /** The next frame; null at the end. */
  Frame frame() throws IOException {
    int first = readByte();
    int second = readByte();
    if (first < 0 || second < 0) {
      return null;
    }
    long length = second & 0x7f;
    int more = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (more > 0) {
      length = 0;
    }
    for (int i = 0; i < more; i++) {
      length = length << 8 | readByte();
    }
    byte[] payload = in.readNBytes((int) length);
    heard.write(payload);
    return new Frame(first & 0x0f, payload);
  }

  private int readByte() throws IOException {
    int read = in.read();
    if (read >= 0) {
      heard.write(read);
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** A frame of the member. */
  record Frame(int opcode, byte[] payload) {
    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    int closeCode() {
      return payload.length < 2 ? 1005 : (payload[0] & 0xff) << 8 | payload[1] & 0xff;
    }

    @Override
    public String toString() {
      return opcode == CLOSE ? closeCode() + " " + closeReason() : text();
    }

    String closeReason() {
      return payload.length < 2
          ? ""
          : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
    }
  }

  /**
   * How a WebSocket has ended.
   *
   * @param code of the member's close frame; 0 if there was none
   * @param texts the text frames before it, one after the other
   */
  record Ending(int code, String reason, String texts) {}
}
