package dev.parley.load.client;

import dev.parley.load.measure.Meter;
import dev.parley.load.wire.FrameReader;
import dev.parley.load.wire.FrameScanner;
import dev.parley.load.wire.FrameWriter;
import dev.parley.load.wire.Frames;
import dev.parley.load.wire.Handshake;
import dev.parley.load.wire.Scratch;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;

/** One WebSocket connection of a client: the upgrade, then frames in and out. */
final class Connection extends ChannelInboundHandlerAdapter implements Frames {
  private static final int ABNORMAL = 1006;

  private final Client client;
  private final Meter meter;
  private final FrameScanner scanner;
  private final FrameReader reader;
  private final String upgrade;
  private final ByteBuf pong;
  private Handshake handshake = new Handshake();
  private ChannelHandlerContext context;
  private boolean unwanted;
  private int closeCode = ABNORMAL;
  private String closeReason = "";

  Connection(
      Client client,
      Meter meter,
      FrameScanner scanner,
      Scratch scratch,
      String upgrade,
      ByteBuf pong) {
    this.client = client;
    this.meter = meter;
    this.scanner = scanner;
    this.reader = new FrameReader(scratch, this);
    this.upgrade = upgrade;
    this.pong = pong;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    if (unwanted) {
      ctx.close();
      return;
    }
    ctx.writeAndFlush(Unpooled.copiedBuffer(upgrade, StandardCharsets.US_ASCII), ctx.voidPromise());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      meter.bytesIn += in.readableBytes();
      if (handshake != null && !upgraded(in)) {
        return;
      }
      client.clock();
      reader.read(in);
    } finally {
      in.release();
    }
  }

  private boolean upgraded(ByteBuf in) {
    String answer = handshake.read(in);
    if (answer == null) {
      return false;
    }
    handshake = null;
    if (!Handshake.upgraded(answer)) {
      closeReason = answer;
      context.close();
      return false;
    }
    client.opened(this);
    return true;
  }

  @Override
  public void text(byte[] bytes, int from, int to) {
    meter.framesIn++;
    scanner.scan(bytes, from, to, client);
  }

  @Override
  public void ping(byte[] bytes, int from, int to) {
    context.writeAndFlush(
        FrameWriter.pong(context.alloc(), bytes, from, to), context.voidPromise());
  }

  @Override
  public void close(int code, String reason) {
    closeCode = code;
    closeReason = reason;
    context.close();
  }

  @Override
  public void malformed(String problem) {
    closeReason = problem;
    context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    client.closed(this, closeCode, closeReason);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
    if (closeReason.isEmpty()) {
      closeReason = String.valueOf(failure.getMessage());
    }
    if (failure instanceof RuntimeException) {
      System.err.println("The generator failed:");
      failure.printStackTrace();
    }
    ctx.close();
  }

  void send(String text) {
    write(FrameWriter.text(context.alloc(), text));
  }

  void write(ByteBuf frame) {
    context.writeAndFlush(frame, context.voidPromise());
  }

  void pong() {
    context.writeAndFlush(pong.duplicate(), context.voidPromise());
  }

  /** Whether the kernel takes what is written, or at least not much waits. */
  boolean takesMore() {
    return context.channel().isWritable();
  }

  void reading(boolean on) {
    if (context != null) {
      context.channel().config().setAutoRead(on);
    }
  }

  /** Says goodbye. */
  void finish() {
    context.writeAndFlush(FrameWriter.close(context.alloc()));
    context.close();
  }

  /** Goes without a word, as when a network breaks. */
  void cut() {
    if (context == null) {
      unwanted = true;
    } else {
      context.close();
    }
  }
}
