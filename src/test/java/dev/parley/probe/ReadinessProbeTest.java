package dev.parley.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReadinessProbeTest {
  @Test
  @DisplayName("[O5] it asks at the address of the environment")
  void asksWhereTheMemberListens() {
    assertAsks(Map.of(), "http://127.0.0.1:9080/health/ready", "http://[::1]:9080/health/ready");
    assertAsks(
        Map.of("PARLEY_HTTP_HOST", "*", "PARLEY_HTTP_PORT", "8000"),
        "http://127.0.0.1:8000/health/ready",
        "http://[::1]:8000/health/ready");
    assertAsks(
        Map.of("PARLEY_HTTP_HOST", "10.0.0.5", "PARLEY_TLS", "off"),
        "http://10.0.0.5:9080/health/ready");
    assertAsks(
        Map.of("PARLEY_HTTP_HOST", "fd00::5", "PARLEY_TLS", "tls.xml", "PARLEY_HTTP_PORT", "-1"),
        "https://[fd00::5]:9443/health/ready");
    assertAsks(
        Map.of("PARLEY_HTTP_HOST", "member", "PARLEY_TLS", "tls.xml", "PARLEY_HTTPS_PORT", "443"),
        "https://member:443/health/ready");
  }

  private static void assertAsks(Map<String, String> environment, String... urls) {
    assertThat(ReadinessProbe.addresses(environment)).map(URI::toString).containsExactly(urls);
  }

  @Test
  @DisplayName("[O5] it succeeds only for a member that is ready")
  void succeedsOnlyForAReadyMember() throws IOException {
    assertThat(run(200)).isZero();
    assertThat(run(503)).isEqualTo(1);
    assertThat(run(404)).isEqualTo(1);
  }

  @Test
  @DisplayName("[O5] it fails without a server")
  void failsWithoutAServer() throws IOException {
    HttpServer server = server(200);
    Map<String, String> environment = environment(server);
    server.stop(0);
    assertThat(ReadinessProbe.run(environment)).isEqualTo(1);
  }

  private static int run(int status) throws IOException {
    HttpServer server = server(status);
    server.start();
    try {
      return ReadinessProbe.run(environment(server));
    } finally {
      server.stop(0);
    }
  }

  private static HttpServer server(int status) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/health/ready",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    return server;
  }

  private static Map<String, String> environment(HttpServer server) {
    return Map.of("PARLEY_HTTP_PORT", Integer.toString(server.getAddress().getPort()));
  }
}
