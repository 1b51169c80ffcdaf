package dev.parley.load.measure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Asks the server about itself, aside: a server that is too busy to answer holds nobody up. Used by
 * one thread.
 */
public final class ServerProbe {
  private static final int OK = 200;
  private static final int PATIENCE_MILLIS = 1000;

  private record Known(ServerSample sample, long asked) {}

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpRequest request;
  private final LocalProcess process;
  private CompletableFuture<Void> asked = CompletableFuture.completedFuture(null);
  private volatile Known last = new Known(ServerSample.UNKNOWN, System.nanoTime());

  /**
   * @param metrics the address of {@code /metrics}
   * @param pid of the server, if it runs on this machine; 0 otherwise
   */
  public ServerProbe(URI metrics, long pid) {
    request = HttpRequest.newBuilder(metrics).timeout(Duration.ofSeconds(5)).build();
    process = pid > 0 ? new LocalProcess(pid) : null;
  }

  /** What is known by now; asks for what comes next. */
  public ServerSample sample() {
    Known known = last;
    long now = System.nanoTime();
    if (asked.isDone()) {
      double rss = process == null ? Double.NaN : process.rss();
      double cpu = process == null ? Double.NaN : process.cpu();
      asked =
          http.sendAsync(request, BodyHandlers.ofString())
              .handle((answer, failure) -> read(answer, rss, cpu, now));
    }
    return known.sample().aged((now - known.asked()) / 1e9);
  }

  /** Waits for what was asked last, but not long. */
  public void settle() {
    asked.completeOnTimeout(null, PATIENCE_MILLIS, TimeUnit.MILLISECONDS).join();
  }

  private Void read(HttpResponse<String> answer, double rss, double cpu, long now) {
    String text = answer != null && answer.statusCode() == OK ? answer.body() : "";
    double seconds = (now - last.asked()) / 1e9;
    last = new Known(new MetricsText(text).sample(rss, cpu, last.sample(), seconds), now);
    return null;
  }
}
