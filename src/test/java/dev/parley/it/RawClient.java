package dev.parley.it;

import dev.parley.testing.CommandJson;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A WebSocket client on a bare socket, for tests that need thousands of connections, or need to end
 * one in a way that a proper client would not. It sends small frames and reads small ones.
 */
final class RawClient {
  private static final int TEXT = 1;
  private static final int CLOSE = 8;

  /** Longer than any of a member's own patience. */
  private static final int PATIENCE_MILLIS = 90_000;

  private final Socket socket;
  private final InputStream in;

  private RawClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
  }

  /** Opens a connection and upgrades it; no command is sent. */
  static RawClient open(String url) throws IOException {
    return open(url, "");
  }

  /**
   * The same with more header fields, each with its line break.
   *
   * @throws IOException with the head of the answer if it is no upgrade
   */
  static RawClient open(String url, String fields) throws IOException {
    URI uri = URI.create(url);
    Socket socket = new Socket(uri.getHost(), uri.getPort());
    socket.setTcpNoDelay(true);
    RawClient client = new RawClient(socket);
    client.write(
        ("GET /connection/websocket HTTP/1.1\r\n"
                + "Host: "
                + uri.getAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==\r\n"
                + fields
                + "\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
    String answer = client.readHead();
    if (!answer.startsWith("HTTP/1.1 101")) {
      socket.close();
      throw new IOException("no upgrade: " + answer);
    }
    return client;
  }

  /** Sends command 1, connect. */
  void connect(String token) throws IOException {
    send(CommandJson.connect(1, token));
  }

  /** Connects and subscribes; returns when both commands are answered. */
  void subscribe(String token, String channel) throws IOException {
    connect(token);
    awaitText("\"id\":1");
    send(CommandJson.subscribe(2, channel));
    awaitText("\"id\":2");
  }

  /** Closes as RFC 6455 says: a close frame there and back. */
  void close() throws IOException {
    frame(CLOSE, new byte[] {3, (byte) 232});
    while (readFrame() != null) {
      // What was on its way comes before the server's close frame.
    }
    socket.close();
  }

  /** Ends the TCP connection without a word to the protocol above it. */
  void leave() throws IOException {
    socket.close();
  }

  /** Ends the TCP connection by a reset, as a crash or a lost network does. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  void send(String command) throws IOException {
    frame(TEXT, command.getBytes(StandardCharsets.UTF_8));
  }

  void awaitText(String part) throws IOException {
    String text;
    do {
      text = readFrame();
      if (text == null) {
        throw new IOException("closed before " + part);
      }
    } while (!text.contains(part));
  }

  /** A client's frame: masked, here by a mask of zeros. */
  private void frame(int opcode, byte[] payload) throws IOException {
    int head = payload.length < 126 ? 2 : 4;
    byte[] frame = new byte[head + 4 + payload.length];
    frame[0] = (byte) (0x80 | opcode);
    if (head == 2) {
      frame[1] = (byte) (0x80 | payload.length);
    } else {
      frame[1] = (byte) (0x80 | 126);
      frame[2] = (byte) (payload.length >> 8);
      frame[3] = (byte) payload.length;
    }
    System.arraycopy(payload, 0, frame, head + 4, payload.length);
    write(frame);
  }

  /** Sends bytes as they are. */
  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Reads up to the server's close frame and gives its code. */
  int closeCode() throws IOException {
    socket.setSoTimeout(PATIENCE_MILLIS);
    int opcode;
    byte[] payload;
    do {
      opcode = readByte() & 0x0f;
      payload = readPayload();
    } while (opcode != CLOSE);
    return (payload[0] & 0xff) << 8 | payload[1] & 0xff;
  }

  /**
   * Waits for the server to end the TCP connection, which it is not asked to; false if it talks.
   */
  boolean isEnded() throws IOException {
    socket.setSoTimeout(PATIENCE_MILLIS);
    return in.read() < 0;
  }

  /** The text of the next frame; null if it is a close frame or there is none. */
  private String readFrame() throws IOException {
    int first = in.read();
    if (first < 0 || (first & 0x0f) == CLOSE) {
      return null;
    }
    return new String(readPayload(), StandardCharsets.UTF_8);
  }

  private byte[] readPayload() throws IOException {
    int length = readByte();
    if (length == 126) {
      length = readByte() << 8 | readByte();
    }
    return in.readNBytes(length);
  }

  private int readByte() throws IOException {
    int read = in.read();
    if (read < 0) {
      throw new EOFException();
    }
    return read;
  }

  private String readHead() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) readByte());
    }
    return head.toString();
  }
}
