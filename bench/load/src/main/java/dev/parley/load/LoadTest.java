package dev.parley.load;

import dev.parley.load.client.EventLoops;
import dev.parley.load.client.Protocol;
import dev.parley.load.client.Target;
import dev.parley.load.measure.ServerProbe;
import dev.parley.load.report.Outcome;
import dev.parley.load.report.Progress;
import dev.parley.load.report.ResultFile;
import dev.parley.load.report.Summary;
import dev.parley.load.scenario.Scenario;
import dev.parley.load.scenario.ScenarioException;
import dev.parley.load.scenario.ScenarioReader;
import dev.parley.load.token.CommandTokens;
import dev.parley.load.token.DevTokens;
import dev.parley.load.token.SignedTokens;
import dev.parley.load.token.TokenSource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** The load test from the command line. */
public final class LoadTest {
  private static final int HELD = 0;
  private static final int NOT_HELD = 1;
  private static final int NOT_RUN = 2;

  private LoadTest() {}

  /** Runs a scenario and exits: 0 if all its criteria held, 1 if not, 2 if it could not be run. */
  public static void main(String[] arguments) {
    System.exit(run(Arrays.asList(arguments)));
  }

  static int run(List<String> arguments) {
    try {
      Options options = Options.of(arguments);
      Scenario scenario = ScenarioReader.read(options.scenario(), options.overrides());
      return run(scenario, options) ? HELD : NOT_HELD;
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n\n" + Options.USAGE);
    } catch (ScenarioException | IOException e) {
      System.err.println(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return NOT_RUN;
  }

  private static boolean run(Scenario scenario, Options options)
      throws IOException, InterruptedException {
    List<Target> servers = servers(options);
    Target first = servers.get(0);
    String metrics = options.text("metrics", first.resolve("/metrics").toString());
    ServerProbe probe = new ServerProbe(URI.create(metrics), options.number("server-pid", 0));
    LocalDateTime started = LocalDateTime.now().withNano(0);
    System.out.println(Summary.head(scenario, servers));
    List<String> tokens = tokens(options, first).tokens(scenario.users());
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    try (EventLoops loops = new EventLoops(options.number("threads", threads))) {
      Progress progress = new Progress(System.out);
      Outcome outcome = new Run(scenario, servers, loops, probe, progress, id(), tokens).run();
      Path folder = write(outcome, started, options.out());
      System.out.println(Summary.of(outcome) + "\nResult: " + folder);
      return outcome.success();
    }
  }

  private static List<Target> servers(Options options) {
    String apiKey = options.text("api-key", "dev");
    String origin = options.text("origin", null);
    int sources = options.number("sources", 1);
    Protocol protocol = Protocol.of(options.text("protocol", "centrifuge"));
    return Stream.of(options.text("url", "http://localhost:9080").split(","))
        .map(url -> new Target(URI.create(url.trim()), apiKey, origin, sources, protocol))
        .toList();
  }

  /** Of this run alone, also among several that begin at the same moment. */
  private static String id() {
    long random = UUID.randomUUID().getMostSignificantBits() >>> 16;
    return Long.toString(random, Character.MAX_RADIX);
  }

  private static Path write(Outcome outcome, LocalDateTime started, Path out) throws IOException {
    String time = started.format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
    Path folder = out.resolve(outcome.scenario().name() + "-" + time);
    Files.createDirectories(folder);
    String text = started.format(DateTimeFormatter.ISO_LOCAL_DATE_TIME);
    ResultFile.write(outcome, text, folder.resolve("result.json"));
    return folder;
  }

  private static TokenSource tokens(Options options, Target target) {
    String token = options.text("token", null);
    String command = options.text("token-command", null);
    String key = options.text("token-key", null);
    if (token != null) {
      return users -> List.of(token);
    } else if (command != null) {
      return new CommandTokens(command);
    } else if (key != null) {
      return new SignedTokens(
          Path.of(key),
          options.text("token-issuer", null),
          options.text("token-audience", null),
          options.text("token-kid", null));
    }
    return new DevTokens(target.resolve("/dev/token"));
  }
}
