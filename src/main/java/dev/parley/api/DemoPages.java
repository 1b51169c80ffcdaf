package dev.parley.api;

import dev.parley.config.ParleyConfig;
import dev.parley.config.ServerKeys;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;

/**
 * The files of the demo pages. A packaged WAR has them. A server that runs from the source tree
 * ({@code mvn liberty:run}) has none on a fresh clone, and runs npm once to build them. Safe for
 * all threads.
 */
@Singleton
class DemoPages {
  private static final System.Logger LOG = System.getLogger(DemoPages.class.getName());
  private static final String PACKAGED = "/WEB-INF/demo/";
  private static final String INDEX = "index.html";

  private final boolean enabled;
  private final String client;
  private final ThreadFactory threads;

  /** Set before the thread that builds starts, and cleared by it. */
  private volatile boolean building;

  @Inject
  DemoPages(ParleyConfig config, ThreadFactory threads) {
    this.enabled = config.get(ServerKeys.DEV);
    this.client = config.get(ServerKeys.DEV_CLIENT);
    this.threads = threads;
  }

  /** Starts to build the pages if they are enabled and missing. Returns at once. */
  void prepare(ServletContext context) throws MalformedURLException {
    boolean there = context.getResource(PACKAGED + INDEX) != null || Files.exists(built(INDEX));
    if (enabled && !client.isEmpty() && !there) {
      building = true;
      threads.newThread(this::build).start();
    }
  }

  boolean areEnabled() {
    return enabled;
  }

  boolean areBeingBuilt() {
    return building;
  }

  /** Opens a file of the pages; empty if there is no such file. The caller closes it. */
  Optional<InputStream> open(ServletContext context, String name) throws IOException {
    InputStream packaged = context.getResourceAsStream(PACKAGED + name);
    if (packaged != null) {
      return Optional.of(packaged);
    }
    if (!client.isEmpty() && Files.isRegularFile(built(name))) {
      return Optional.of(Files.newInputStream(built(name)));
    }
    return Optional.empty();
  }

  private Path built(String name) {
    return Path.of(client).resolveSibling("target").resolve("demo").resolve(name);
  }

  private void build() {
    try {
      LOG.log(System.Logger.Level.INFO, "The demo pages are being built by npm, once");
      run("npm", "ci", "--no-audit", "--no-fund");
      run("npm", "run", "build");
      LOG.log(System.Logger.Level.INFO, "The demo pages are ready");
    } catch (IOException e) {
      LOG.log(System.Logger.Level.ERROR, "The demo pages could not be built; is npm installed?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      building = false;
    }
  }

  private void run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(Path.of(client).toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + output);
    }
  }
}
