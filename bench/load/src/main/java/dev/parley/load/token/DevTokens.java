package dev.parley.load.token;

import dev.parley.load.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;

/** Asks Parley's development issuer, a few requests at a time. */
public final class DevTokens implements TokenSource {
  private static final int AT_A_TIME = 8;
  private static final int OK = 200;

  private final URI issuer;

  /**
   * @param issuer the address of {@code /dev/token}
   */
  public DevTokens(URI issuer) {
    this.issuer = issuer;
  }

  @Override
  public List<String> tokens(int users) throws IOException, InterruptedException {
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    Semaphore places = new Semaphore(AT_A_TIME);
    List<CompletableFuture<String>> answers = new ArrayList<>(users);
    for (int i = 0; i < users; i++) {
      places.acquire();
      URI uri = URI.create(issuer + "?ttl=86400&user=" + TokenSource.user(i));
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
      answers.add(
          http.sendAsync(request, BodyHandlers.ofString())
              .whenComplete((answer, failure) -> places.release())
              .thenApply(DevTokens::token));
    }
    try {
      return answers.stream().map(CompletableFuture::join).toList();
    } catch (CompletionException e) {
      throw new IOException("no token from " + issuer + ": " + e.getCause(), e);
    }
  }

  private static String token(HttpResponse<String> answer) {
    if (answer.statusCode() == OK
        && Json.parse(answer.body()) instanceof java.util.Map<?, ?> fields
        && fields.get("token") instanceof String token) {
      return token;
    }
    throw new IllegalStateException(
        "it answered " + answer.statusCode() + "; outside of the development mode use --token-key");
  }
}
