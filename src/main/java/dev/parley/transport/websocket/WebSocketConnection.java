package dev.parley.transport.websocket;

import dev.parley.delivery.WriterPool;
import dev.parley.protocol.Codec;
import dev.parley.protocol.DisconnectCode;
import dev.parley.security.HandshakeRequest;
import dev.parley.session.CommandPath;
import dev.parley.session.Session;
import dev.parley.session.SessionRegistry;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * One WebSocket that speaks one variant of the protocol, on the bytes that the container has handed
 * over with the TCP connection. The container makes it, and calls it by one thread at a time; an
 * idle one holds no thread.
 *
 * <p>Rule W4 of {@code docs/SPEC.md}.
 */
public class WebSocketConnection implements HttpUpgradeHandler, ReadListener {
  private static final System.Logger LOG = System.getLogger(WebSocketConnection.class.getName());

  /** What is read at once. More than Liberty keeps of what came right behind a handshake. */
  private static final int READ_BYTES = 8 * 1024;

  /** Used only while something is read. */
  private static final ThreadLocal<byte[]> BUFFER =
      ThreadLocal.withInitial(() -> new byte[READ_BYTES]);

  private SessionRegistry sessions;
  private WriterPool writers;
  private ConnectionCloser closer;
  private Codec codec;
  private CommandPath commandPath;
  private HandshakeRequest handshake;
  private int mostBytes;

  private ServletInputStream in;
  private WebSocketTransport wire;
  private Session session;

  /** Null when nothing that the client sends is looked at any more. */
  private FrameDecoder decoder;

  /** To be called before the container calls {@link #init}. */
  void prepare(
      SessionRegistry home,
      WriterPool writers,
      ConnectionCloser connectionCloser,
      Codec spoken,
      CommandPath commands,
      HandshakeRequest brought,
      int mostMessageBytes) {
    this.sessions = home;
    this.writers = writers;
    this.closer = connectionCloser;
    this.codec = spoken;
    this.commandPath = commands;
    this.handshake = brought;
    this.mostBytes = mostMessageBytes;
  }

  /** The handshake is answered; from now on frames are spoken. */
  @Override
  public void init(WebConnection connection) {
    try {
      in = connection.getInputStream();
      FrameWriter writer = new FrameWriter(connection.getOutputStream(), writers);
      int opcode = Opcode.of(codec);
      // Without an SDK nobody takes several messages apart.
      boolean oneByOne = commandPath == CommandPath.NONE;
      wire =
          new WebSocketTransport(new TcpConnection(connection), writer, opcode, oneByOne, closer);
      session = sessions.open(wire, codec, handshake, commandPath);
      handshake = null;
      decoder =
          new FrameDecoder(mostBytes, opcode, new Messages(new PongResponder(writer, session)));
      in.setReadListener(this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void onDataAvailable() throws IOException {
    byte[] buffer = BUFFER.get();
    wire.reads();
    try {
      while (in.isReady() && !in.isFinished()) {
        int count = in.read(buffer);
        if (count < 0) {
          break;
        }
        take(buffer, count);
      }
    } finally {
      wire.hasRead();
    }
  }

  private void take(byte[] bytes, int count) {
    if (decoder == null) {
      return;
    }
    try {
      decoder.decode(bytes, 0, count);
    } catch (FrameException e) {
      decoder = null;
      wire.fail(e.status());
      session.disconnected(false);
    } catch (RuntimeException e) {
      decoder = null;
      LOG.log(System.Logger.Level.ERROR, "a message could not be taken", e);
      session.close(DisconnectCode.SERVER_ERROR);
    }
  }

  /** The client has ended its side of the TCP connection, or it was closed here. */
  @Override
  public void onAllDataRead() {
    wire.gone();
    session.disconnected(false);
  }

  @Override
  public void onError(Throwable failure) {
    LOG.log(System.Logger.Level.DEBUG, "a connection failed", failure);
    wire.gone();
    session.disconnected(false);
  }

  @Override
  public void destroy() {
    // What is to be done at the end is done when the end of the data is told.
  }

  private final class Messages implements FrameDecoder.Receiver {
    private final PongResponder pongs;

    Messages(PongResponder pongs) {
      this.pongs = pongs;
    }

    @Override
    public void message(byte[] message) {
      session.receive(message);
    }

    @Override
    public void otherKind() {
      session.close(
          DisconnectCode.INAPPROPRIATE_PROTOCOL,
          codec.isBinary()
              ? "send binary frames: this connection speaks Protobuf"
              : "send text frames: this connection speaks JSON");
    }

    @Override
    public void ping(byte[] payload) {
      pongs.answer(payload);
    }

    @Override
    public void close(CloseStatus status) {
      wire.closedByClient(status);
      session.disconnected(status.isWish());
    }
  }
}
