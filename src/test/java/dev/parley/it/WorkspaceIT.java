package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A real Chromium: the workspace with several people and a killed server, and every transport. */
class WorkspaceIT {
  private static final int NO_BROWSER = 77;
  private static Member member;

  @BeforeAll
  static void start() {
    Map<String, String> settings = Map.of("PARLEY_DEV", "true", "PARLEY_API_KEY", "dev");
    member = Member.of("browser", settings).start();
  }

  @AfterAll
  static void stop() {
    if (member != null) {
      member.close();
    }
  }

  @Test
  @DisplayName(
      "[L1] [L4] people in the workspace lose nothing, offline, across reloads and a killed server")
  void workspace() throws IOException, InterruptedException {
    HttpServer control = restartOnRequest();
    try {
      assertPasses(
          "test:browser",
          Map.of(
              "PARLEY_URL",
              member.url(),
              "PARLEY_RESTART_CMD",
              "curl -sf -X POST http://localhost:" + control.getAddress().getPort() + "/"));
    } finally {
      control.stop(0);
    }
  }

  /** Each page and state, in both themes and at two widths, into {@code target/screenshots}. */
  @Test
  @Tag("long")
  @DisplayName("the workspace has its picture taken")
  void pictures() throws IOException, InterruptedException {
    assertPasses(
        "test:browser",
        Map.of(
            "PARLEY_URL",
            member.url(),
            "PARLEY_SCREENSHOTS",
            System.getProperty("parley.it.root") + "/target/screenshots",
            "PARLEY_ONLY",
            "takeScreenshots"));
  }

  @Test
  @DisplayName("[E1] [L4] every transport works in a browser and misses nothing")
  void everyTransport() throws IOException, InterruptedException {
    assertPasses("test:browser-transports", Map.of("PARLEY_URL", member.url()));
  }

  private static void assertPasses(String suite, Map<String, String> settings)
      throws IOException, InterruptedException {
    int exit = NodeSuite.run(suite, settings);
    if (exit == NO_BROWSER && System.getenv("CI") == null) {
      assumeTrue(false, "there is no Chromium here; install it to run this test");
    }
    assertThat(exit).as("exit code of the browser test; its output says what failed").isZero();
  }

  /** The test in Node cannot kill the member, so it requests a restart here. */
  private static HttpServer restartOnRequest() throws IOException {
    HttpServer control =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    control.createContext(
        "/",
        exchange -> {
          member.kill();
          member.start();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    control.start();
    return control;
  }
}
