package dev.parley.load.measure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** Asks the server about itself, aside: a server that is too busy to answer holds nobody up. */
public final class ServerProbe {
  private static final int OK = 200;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpRequest request;
  private final LocalProcess process;
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile ServerSample last = ServerSample.UNKNOWN;

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
    ServerSample known = last;
    double rss = process == null ? Double.NaN : process.rss();
    double cpu = process == null ? Double.NaN : process.cpu();
    if (asking.compareAndSet(false, true)) {
      http.sendAsync(request, BodyHandlers.ofString())
          .whenComplete(
              (answer, failure) -> {
                read(answer, rss, cpu);
                asking.set(false);
              });
    }
    return known;
  }

  private void read(HttpResponse<String> answer, double rss, double cpu) {
    String text = answer != null && answer.statusCode() == OK ? answer.body() : "";
    last = new MetricsText(text).sample(rss, cpu);
  }
}
