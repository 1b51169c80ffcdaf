package dev.parley.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs what is written for Node, with the official clients, against members. */
public final class NodeSuite {
  private NodeSuite() {}

  /**
   * Runs an npm script in {@code client/tests}, its output shown as it comes; returns its exit
   * code.
   */
  public static int run(String script, Map<String, String> environment)
      throws IOException, InterruptedException {
    Process suite = command(script, environment).redirectErrorStream(true).start();
    suite.getInputStream().transferTo(System.out);
    return suite.waitFor();
  }

  /** The process of an npm script in {@code client/tests}, to be started. */
  public static ProcessBuilder command(String script, Map<String, String> environment) {
    List<String> command =
        new ArrayList<>(List.of(System.getProperty("parley.it.npm"), "run", "--silent", script));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Path.of(System.getProperty("parley.it.root"), "client/tests").toFile());
    builder.environment().put("PARLEY_SERVER", AppServer.NAME);
    builder.environment().putAll(environment);
    return builder;
  }
}
