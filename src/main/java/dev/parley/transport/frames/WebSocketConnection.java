package dev.parley.transport.frames;

import dev.parley.delivery.WriterPool;
import dev.parley.protocol.Codec;
import dev.parley.protocol.DisconnectCode;
import dev.parley.session.CommandPath;
import dev.parley.session.Session;
import dev.parley.session.SessionRegistry;
import dev.parley.transport.ConnectionCloser;
import dev.parley.transport.Opening;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * One WebSocket connection with one codec. The container creates it when it hands over the upgraded
 * TCP connection, and calls it on one thread at a time. An idle connection holds no thread.
 *
 * <p>Rule W4 of {@code docs/SPEC.md}.
 */
public class WebSocketConnection implements HttpUpgradeHandler, ReadListener {
  private static final System.Logger LOG = System.getLogger(WebSocketConnection.class.getName());

  /** The bytes of one read; more than Liberty buffers behind a handshake. */
  private static final int READ_BYTES = 8 * 1024;

  /** One buffer for each thread, used during a read only. */
  private static final ThreadLocal<byte[]> BUFFER =
      ThreadLocal.withInitial(() -> new byte[READ_BYTES]);

  private SessionRegistry sessions;
  private WriterPool writers;
  private ConnectionCloser closer;
  private Codec codec;
  private CommandPath commandPath;

  /** Null when the connection has begun. */
  private Opening opening;

  private int mostBytes;

  private ServletInputStream in;
  private WebSocketTransport transport;
  private Session session;

  /** Null when all that the client sends is ignored. */
  private FrameDecoder decoder;

  private boolean headWaits;

  /** To be called before the container calls {@link #init}. */
  void prepare(
      SessionRegistry registry,
      WriterPool writers,
      ConnectionCloser connectionCloser,
      Opening begun,
      int mostMessageBytes) {
    this.sessions = registry;
    this.writers = writers;
    this.closer = connectionCloser;
    this.codec = begun.codec();
    this.commandPath = begun.commandPath();
    this.opening = begun;
    this.mostBytes = mostMessageBytes;
  }

  /**
   * The head of the response waits in the server. Payara would send it with the first bytes that
   * follow, and a client may wait for it. To be called before the container calls {@link #init}.
   */
  void sendHeadFirst() {
    headWaits = true;
  }

  /** Begins to read and write frames, after the handshake. */
  @Override
  public void init(WebConnection connection) {
    try {
      in = connection.getInputStream();
      if (headWaits) {
        connection.getOutputStream().flush();
      }
      FrameWriter writer = new FrameWriter(connection.getOutputStream(), writers);
      int opcode = Opcode.of(codec);
      boolean oneByOne = commandPath.sendsMessagesAlone();
      transport =
          new WebSocketTransport(new TcpConnection(connection), writer, opcode, oneByOne, closer);
      session = sessions.open(transport, codec, opening.handshake(), commandPath);
      decoder =
          new FrameDecoder(mostBytes, opcode, new Messages(new PongResponder(writer, session)));
      opening.begin().accept(session);
      opening = null;
      in.setReadListener(this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void onDataAvailable() throws IOException {
    byte[] buffer = BUFFER.get();
    transport.beforeRead();
    try {
      while (in.isReady() && !in.isFinished()) {
        int count = in.read(buffer);
        if (count < 0) {
          break;
        }
        decode(buffer, count);
      }
    } finally {
      transport.afterRead();
    }
  }

  private void decode(byte[] bytes, int count) {
    if (decoder == null) {
      return;
    }
    try {
      decoder.decode(bytes, 0, count);
    } catch (FrameException e) {
      decoder = null;
      transport.fail(e.status());
      session.disconnected(false);
    } catch (RuntimeException e) {
      decoder = null;
      LOG.log(System.Logger.Level.ERROR, "A message failed", e);
      session.close(DisconnectCode.SERVER_ERROR);
    }
  }

  /** The client has ended its side of the TCP connection, or it was closed here. */
  @Override
  public void onAllDataRead() {
    transport.connectionLost();
    session.disconnected(false);
  }

  @Override
  public void onError(Throwable failure) {
    LOG.log(System.Logger.Level.DEBUG, "a connection failed", failure);
    transport.connectionLost();
    session.disconnected(false);
  }

  @Override
  public void destroy() {
    // The end of the data has ended the connection before.
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
    public void otherKindOfMessage() {
      session.receiveOtherKind();
    }

    @Override
    public void ping(byte[] payload) {
      pongs.answer(payload);
    }

    /** Others answer in their own protocol, where a pong of the transport proves nothing. */
    @Override
    public void pong() {
      if (commandPath == CommandPath.ROOM) {
        session.receivePong();
      }
    }

    @Override
    public void close(CloseStatus status) {
      transport.closedByClient(status);
      session.disconnected(status.isIntended());
    }
  }
}
