package dev.parley.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.it.Client;
import dev.parley.it.NodeSuite;
import dev.parley.testing.JsonTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Streams of one member whose commands come to the other, as through a balancer. */
class StreamsAmongMembersIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @RegisterExtension static final Cluster CLUSTER = Cluster.of("streams", 2);

  private static int post(String session, String node) throws IOException, InterruptedException {
    String body =
        "{\"session\":\"%s\",\"node\":\"%s\",\"data\":\"{\\\"id\\\":9,\\\"ping\\\":{}}\"}"
            .formatted(session, node);
    return HTTP.send(
            HttpRequest.newBuilder(URI.create(CLUSTER.member(0).url() + "/emulation"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static void run(String suite) throws IOException, InterruptedException {
    Map<String, String> settings =
        Map.of(
            "PARLEY_URL",
            CLUSTER.member(1).url(),
            "PARLEY_EMULATION_URL",
            CLUSTER.member(0).url(),
            "PARLEY_TRANSPORT",
            "http_stream",
            "PARLEY_API_KEY",
            "dev");
    assertThat(NodeSuite.run(suite, settings))
        .as("exit code of " + suite + " in client/tests")
        .isZero();
  }

  @Test
  @DisplayName("[C10] [E2] commands reach the member that holds the session; 404 when it is gone")
  void theSessionsOfAnotherMember() throws IOException, InterruptedException {
    run("test:streams");
    run("test:resubscribe");

    String token = Client.token(CLUSTER.member(1).url(), "u1");
    HttpRequest stream =
        HttpRequest.newBuilder(URI.create(CLUSTER.member(1).url() + "/connection/http_stream"))
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}"))
            .build();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                HTTP.send(stream, HttpResponse.BodyHandlers.ofInputStream()).body(),
                StandardCharsets.UTF_8))) {
      Map<String, Object> connect = JsonTree.object(JsonTree.object(lines.readLine()), "connect");
      String session = (String) connect.get("session");
      String node = (String) connect.get("node");
      assertThat(post(session, node)).isEqualTo(204);
      assertThat(lines.readLine()).contains("\"id\":9");
      CLUSTER.kill(1);
      Awaitility.await("the other one knows that it is gone")
          .ignoreExceptions()
          .until(() -> post(session, node) == 404);
    }
  }
}
