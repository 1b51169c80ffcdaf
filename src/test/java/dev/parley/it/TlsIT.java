package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.CommandJson;
import dev.parley.testing.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS by the shipped tls.xml, with a self-signed certificate. */
class TlsIT {
  private static final String PASSWORD = " $1$$\\{x},\"&<' ";
  private static final int PORT = MemberAddress.local().port();

  @TempDir private Path folder;

  @Test
  @DisplayName(
      "[H4] [O3] [O5] [O6] with tls.xml and a key store a member speaks https and wss, and says HSTS there")
  void speaksTls() throws IOException, InterruptedException, GeneralSecurityException {
    Path keyStore = keyStore();
    try (Member member =
        Member.of(
                "tls",
                Map.of(
                    "PARLEY_DEV",
                    "true",
                    "PARLEY_TLS",
                    "tls.xml",
                    "PARLEY_HTTPS_PORT",
                    Integer.toString(PORT),
                    "PARLEY_TLS_KEYSTORE",
                    keyStore.toString(),
                    "PARLEY_TLS_PASSWORD",
                    PASSWORD))
            .start()) {
      HttpClient client = HttpClient.newBuilder().sslContext(trusting(keyStore)).build();
      HttpResponse<String> token = get(client, "https://localhost:" + PORT + "/dev/token?user=u1");
      assertThat(token.statusCode()).isEqualTo(200);
      assertThat(token.version())
          .as("which HTTP a client gets that likes HTTP/2")
          .isEqualTo(HttpClient.Version.HTTP_1_1);
      assertThat(token.headers().firstValue("Strict-Transport-Security"))
          .contains("max-age=31536000");
      assertThat(get(client, member.url() + "/metrics").headers().map())
          .doesNotContainKey("strict-transport-security");

      assertThat(member.probe()).as("the health check of the image").isZero();

      CompletableFuture<String> reply = new CompletableFuture<>();
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .buildAsync(
                  URI.create("wss://localhost:" + PORT + "/connection/websocket"),
                  new FirstText(reply))
              .join();
      socket.sendText(
          CommandJson.connect(1, (String) JsonTree.object(token.body()).get("token")), true);
      assertThat(JsonTree.object(reply.orTimeout(60, TimeUnit.SECONDS).join()))
          .containsKey("connect");
      socket.abort();
    }
  }

  private record FirstText(CompletableFuture<String> reply) implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      reply.complete(data.toString());
      return null;
    }
  }

  private static HttpResponse<String> get(HttpClient client, String url)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(60)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private Path keyStore() throws IOException, InterruptedException {
    Path keyStore = folder.resolve("parley.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "parley",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                keyStore.toString(),
                "-storepass",
                PASSWORD)
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    return keyStore;
  }

  private static SSLContext trusting(Path keyStore) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keyStore)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("parley", keys.getCertificate("parley"));
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}
