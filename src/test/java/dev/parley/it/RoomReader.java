package dev.parley.it;

import dev.parley.testing.JsonTree;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * A plain WebSocket that reads one room by {@code /rooms/NAME}, over several connections: each one
 * begins after the last message of the one before. Safe for all threads.
 */
final class RoomReader implements WebSocket.Listener, AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final String room;
  private final Queue<Object> data = new ConcurrentLinkedQueue<>();
  private final Queue<String> gaps = new ConcurrentLinkedQueue<>();
  private final StringBuilder partial = new StringBuilder();
  private volatile String lastId = "0";
  private volatile CompletableFuture<Void> closed = CompletableFuture.completedFuture(null);
  private volatile WebSocket socket;

  /**
   * @param room without its namespace
   */
  RoomReader(String room) {
    this.room = room;
  }

  /** Connects when the connection before has ended. */
  void connect(Member member) {
    closed.orTimeout(30, TimeUnit.SECONDS).join();
    closed = new CompletableFuture<>();
    partial.setLength(0);
    String url = member.url().replaceFirst("^http", "ws") + "/rooms/" + room;
    socket =
        HTTP.newWebSocketBuilder()
            .buildAsync(URI.create(url + "?user=reader&since=" + lastId), this)
            .orTimeout(30, TimeUnit.SECONDS)
            .join();
  }

  /** The data of all messages so far, in the order in which they came. */
  List<Object> data() {
    return List.copyOf(data);
  }

  /** What it was told to have missed. */
  List<String> gaps() {
    return List.copyOf(gaps);
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence text, boolean last) {
    partial.append(text);
    if (last) {
      read(JsonTree.object(partial.toString()));
      partial.setLength(0);
    }
    webSocket.request(1);
    return null;
  }

  private void read(Map<String, Object> message) {
    if ("message".equals(message.get("type"))) {
      data.add(message.get("data"));
      lastId = (String) message.get("id");
    } else if ("gap".equals(message.get("type"))) {
      gaps.add(message.toString());
    }
  }

  @Override
  public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
    closed.complete(null);
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    closed.complete(null);
  }

  @Override
  public void close() {
    if (socket != null) {
      socket.abort();
    }
  }
}
