package dev.parley.it;

import dev.parley.testing.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs the load test of {@code bench/load} as a process, as an operator would. */
final class LoadTool {
  private static final Path ROOT = Path.of(System.getProperty("parley.it.root"));
  private static final Path JAR = ROOT.resolve("bench/load/target/parley-load.jar");
  private static final String RESULT = "Result: ";

  /**
   * What came of a run.
   *
   * @param exit 0 if all criteria held
   * @param output what it printed, the summary at the end
   * @param result the result file; empty if there is none
   */
  record Run(int exit, String output, Map<String, Object> result) {
    /** A metric of the result. */
    long metric(String name) {
      return JsonTree.number(JsonTree.object(result, "metrics"), name);
    }
  }

  private LoadTool() {}

  /** Runs a scenario of the jar, some of its keys changed, against a member. */
  static Run run(Member member, String scenario, String... changes) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(List.of("-Xmx256m", "-jar", JAR.toString(), scenario));
    command.addAll(
        List.of("--url", member.url(), "--out", ROOT.resolve("target/it/load").toString()));
    command.addAll(List.of("--server-pid", Long.toString(member.pid())));
    command.addAll(List.of(changes));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output, result(output));
  }

  private static Map<String, Object> result(String output) throws IOException {
    int at = output.lastIndexOf(RESULT);
    if (at < 0) {
      return Map.of();
    }
    Path folder = Path.of(output.substring(at + RESULT.length()).trim());
    return JsonTree.object(Files.readString(folder.resolve("result.json")));
  }
}
