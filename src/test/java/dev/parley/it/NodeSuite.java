package dev.parley.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs the tests that are written for Node, with the official clients, against a member. */
final class NodeSuite {
  private NodeSuite() {}

  /** Runs an npm script in {@code client/}, its output shown as it comes; returns its exit code. */
  static int run(String script, Map<String, String> environment)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(System.getProperty("parley.it.npm"), "run", "--silent", script));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Path.of(System.getProperty("parley.it.root"), "client").toFile())
            .inheritIO();
    builder.environment().putAll(environment);
    return builder.start().waitFor();
  }
}
