package dev.parley.transport.uni;

import dev.parley.protocol.Command;
import dev.parley.protocol.MalformedFrameException;
import dev.parley.protocol.PushCodec;
import dev.parley.protocol.StreamPosition;
import dev.parley.session.CommandPath;
import dev.parley.transport.RequestBody;
import dev.parley.transport.stream.StreamFormat;
import dev.parley.transport.stream.Streams;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Opens streams of pushes. The request of the client is in the URL ({@code cf_connect}), because an
 * EventSource sends no body, or in the body of a POST; it may be empty. Holds no state.
 */
@Singleton
class UniStreams {
  private static final byte[] NOTHING = {};

  private final Streams streams;
  private final RequestBody body;
  private final PushCodec codec;

  @Inject
  UniStreams(Streams streams, RequestBody body, PushCodec codec) {
    this.streams = streams;
    this.body = body;
    this.codec = codec;
  }

  void get(HttpServletRequest request, HttpServletResponse response, Supplier<StreamFormat> format)
      throws IOException {
    String connect = request.getParameter("cf_connect");
    open(
        request,
        response,
        format,
        connect == null ? NOTHING : connect.getBytes(StandardCharsets.UTF_8));
  }

  void post(HttpServletRequest request, HttpServletResponse response, Supplier<StreamFormat> format)
      throws IOException {
    byte[] connect = body.read(codec, request, response);
    if (connect != null) {
      open(request, response, format, connect);
    }
  }

  private void open(
      HttpServletRequest request,
      HttpServletResponse response,
      Supplier<StreamFormat> format,
      byte[] wanted)
      throws IOException {
    Command.Connect connect;
    try {
      connect = codec.connect(wanted);
    } catch (MalformedFrameException e) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST);
      return;
    }
    Map<String, StreamPosition> heard = ChannelPositions.parse(request.getHeader("Last-Event-ID"));
    streams
        .open(request, response, codec, format.get(), CommandPath.NONE)
        .receive(heard.isEmpty() ? connect : from(connect, heard));
  }

  /** Prefers the positions of the last event: those in the URL of an EventSource are older. */
  private static Command.Connect from(Command.Connect connect, Map<String, StreamPosition> heard) {
    Map<String, StreamPosition> positions = new HashMap<>(connect.subs());
    positions.putAll(heard);
    return connect.from(positions);
  }
}
