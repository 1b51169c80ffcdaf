package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.CommandJson;
import dev.parley.testing.JsonTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small client for tests in Java. It sends commands as text and finds replies by their id. Tests
 * use it to count acknowledgements while servers are killed; the official clients run in Node.
 */
public final class Client implements WebSocket.Listener, AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Map<Long, CompletableFuture<Map<String, Object>>> calls = new ConcurrentHashMap<>();
  private final Queue<Map<String, Object>> pushes = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final StringBuilder partial = new StringBuilder();
  private WebSocket socket;
  private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);

  private Client() {}

  /** Connects as a user by a development token. */
  public static Client connect(String url, String user) {
    Client client = new Client();
    client.socket =
        HTTP.newWebSocketBuilder()
            .buildAsync(
                URI.create(url.replaceFirst("^http", "ws") + "/connection/websocket"), client)
            .orTimeout(30, TimeUnit.SECONDS)
            .join();
    String token = token(url, user);
    client.call("connect", "{\"token\":\"" + token + "\"}").orTimeout(30, TimeUnit.SECONDS).join();
    return client;
  }

  /** A development token of a user. */
  public static String token(String url, String user) {
    return (String) JsonTree.object(get(url + "/dev/token?user=" + user)).get("token");
  }

  /** The value of a metric that has no labels. */
  static double metric(String url, String name) {
    return get(url + "/metrics")
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("there is no metric " + name));
  }

  /**
   * Sends a command; completes with its reply, or exceptionally when the connection ends before.
   */
  public CompletableFuture<Map<String, Object>> call(String command, String request) {
    long id = ids.incrementAndGet();
    CompletableFuture<Map<String, Object>> reply = new CompletableFuture<>();
    calls.put(id, reply);
    if (closed.isDone()) {
      failCalls();
      return reply;
    }
    send(CommandJson.command(id, command, CommandJson.json(request)));
    return reply;
  }

  /** The client of the JDK sends one frame at a time. */
  private synchronized void send(String frame) {
    sending = sending.handle((done, failure) -> socket.sendText(frame, true)).thenCompose(s -> s);
  }

  /** The pushes that have arrived, in order. */
  public List<Map<String, Object>> pushes() {
    return List.copyOf(pushes);
  }

  /** Completes with the close code when the connection has ended; 1006 for an end without one. */
  CompletableFuture<Integer> closed() {
    return closed;
  }

  /** Calls the HTTP API with the key of the development mode. */
  public static Map<String, Object> api(String url, String method, String body) {
    return JsonTree.object(
        send(
            HttpRequest.newBuilder(URI.create(url + "/api/" + method))
                .header("X-API-Key", "dev")
                .timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build()));
  }

  /** The whole log of a channel, read from a member: entry i has offset i + 1. */
  public static List<String> wholeLog(String url, String channel) {
    List<String> texts = new ArrayList<>();
    while (true) {
      Map<String, Object> answer =
          api(
              url,
              "history",
              "{\"channel\":\"%s\",\"limit\":1000,\"since\":{\"offset\":%d}}"
                  .formatted(channel, texts.size()));
      assertThat(answer).containsKey("result");
      List<Object> page = JsonTree.list(JsonTree.object(answer, "result"), "publications");
      if (page.isEmpty()) {
        return texts;
      }
      for (Object publication : page) {
        assertThat(JsonTree.number(JsonTree.map(publication), "offset"))
            .isEqualTo(texts.size() + 1);
        texts.add((String) JsonTree.map(publication).get("data"));
      }
    }
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      for (String line : partial.toString().split("\n")) {
        received(JsonTree.object(line));
      }
      partial.setLength(0);
    }
    webSocket.request(1);
    return null;
  }

  private void received(Map<String, Object> message) {
    if (message.isEmpty()) {
      send("{}");
    } else if (message.get("id") instanceof Number id) {
      CompletableFuture<Map<String, Object>> call = calls.remove(id.longValue());
      if (call != null) {
        call.complete(message);
      }
    } else if (message.get("push") instanceof Map<?, ?> push) {
      pushes.add(JsonTree.map(push));
    }
  }

  @Override
  public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
    closed.complete(code);
    failCalls();
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    closed.complete(1006);
    failCalls();
  }

  private void failCalls() {
    calls.values().forEach(call -> call.completeExceptionally(new IOException("closed")));
  }

  @Override
  public void close() {
    socket.abort();
  }

  private static String get(String url) {
    return send(HttpRequest.newBuilder(URI.create(url)).build());
  }

  private static String send(HttpRequest request) {
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
