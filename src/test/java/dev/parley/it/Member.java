package dev.parley.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * One Parley in a process of its own: the packaged WAR in a real {@link AppServer}, configured by
 * the shipped files and by environment variables as an operator would. It can be killed as hard as
 * an operating system can.
 */
public final class Member implements AutoCloseable {
  /** The WAR of this build. */
  public static final Path BUILT = Path.of(System.getProperty("parley.it.war"));

  /** The folder of the sources. */
  static final Path ROOT = Path.of(System.getProperty("parley.it.root"));

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int START_SECONDS = 180;

  /**
   * A member of a test lives for a minute: the second compiler would take half of the processors
   * while it starts. {@code -Dparley.it.jvm=} runs it as it is shipped.
   */
  private static final List<String> SHORT_LIVED =
      Stream.of(
              System.getProperty("parley.it.jvm", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
                  .split(" "))
          .filter(option -> !option.isEmpty())
          .toList();

  private final Path home;
  private final MemberAddress place;
  private final AppServer server;
  private final Map<String, String> environment = new HashMap<>();
  private Process process;

  private Member(String name, MemberAddress place, Map<String, String> settings) {
    this.home = ROOT.resolve("target/it").resolve(name);
    this.place = place;
    this.server = AppServer.of(home, place);
    environment.put("PARLEY_HTTP_HOST", place.host());
    environment.put("PARLEY_HTTP_PORT", Integer.toString(place.port()));
    environment.putAll(settings);
    prepare();
  }

  /** A member that is not started yet. Settings are environment variables, such as PARLEY_DEV. */
  public static Member of(String name, Map<String, String> settings) {
    return of(name, MemberAddress.local(), settings);
  }

  /** A member of a place, not started yet. */
  public static Member of(String name, MemberAddress place, Map<String, String> settings) {
    return new Member(name, place, settings);
  }

  /** Has another WAR run from the next start on. */
  public void deploy(Path war) {
    try {
      server.deploy(war);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes the application away from the server, which goes on without it. */
  void undeploy() {
    try {
      server.undeploy();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a secret of the server into a file, as it is mounted. */
  void secret(String name, String text) {
    try {
      server.secret(name, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The URL of its H2, which another process may open when it has ended. */
  String database() {
    return "jdbc:h2:file:" + server.data().resolve("parley") + ";IFEXISTS=TRUE";
  }

  /** Where its HTTP is, without a slash at the end. */
  public String url() {
    return "http://" + place.host() + ":" + place.port();
  }

  /** Where its probes are, without a slash at the end. */
  String healthUrl() {
    return server.healthUrl();
  }

  /** Where it runs. */
  public MemberAddress place() {
    return place;
  }

  /** Whether its process is there, standing still or not. */
  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** The id of its process. */
  public long pid() {
    return process.pid();
  }

  /** Starts it and waits until it is ready for traffic. No process stays behind when it fails. */
  public Member start() {
    launch();
    try {
      awaitReady();
      SharedClasses.archive(pid());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    return this;
  }

  /** Waits until it is ready for traffic. */
  public void awaitReady() {
    Awaitility.await("ready: " + home)
        .atMost(Duration.ofSeconds(START_SECONDS))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException("the member ended: " + log());
              }
              return status("/health/ready") == 200 && status("/health/started") == 200;
            });
  }

  /** Starts the process and waits for nothing. */
  public void launch() {
    List<String> options = new ArrayList<>(List.of("-Xmx512m"));
    options.addAll(SHORT_LIVED);
    options.addAll(SharedClasses.options());
    List<String> command = new ArrayList<>(place.entrance());
    command.addAll(server.command(options));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(consoleLog()));
    try {
      process = builder.start();
      // Payara reads a password from there.
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code kill -9}: nothing in it gets a last word. */
  public void kill() {
    process.destroyForcibly();
    await();
  }

  /** The polite end. */
  public void stop() {
    process.destroy();
    await();
  }

  /** Lets it stand still: the process is there, its connections are open, and nothing answers. */
  public void pause() {
    signal("STOP");
  }

  /** Lets it go on where it stood still. */
  public void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      int exit = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
      if (exit != 0) {
        throw new IllegalStateException("SIG" + name + " did not reach the member");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits until its process has ended by itself; gives its exit code. */
  int awaitExit() {
    Awaitility.await("the process ends: " + home)
        .atMost(Duration.ofSeconds(START_SECONDS))
        .until(() -> !process.isAlive());
    return process.exitValue();
  }

  /** Runs the health check of the image with the environment of the member; gives its exit code. */
  int probe() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-cp",
            ROOT.resolve("target/classes").toString(),
            "dev.parley.probe.ReadinessProbe");
    builder.environment().putAll(environment);
    return builder.inheritIO().start().waitFor();
  }

  /** The status of a GET; 0 if nobody answers. */
  public int status(String path) {
    return get(path).map(HttpResponse::statusCode).orElse(0);
  }

  /**
   * A figure of {@code /metrics}, by its name and labels as they stand there; 0 if it is absent,
   * NaN if nobody answers.
   */
  public double metric(String name) {
    return get("/metrics").map(answer -> figure(answer.body(), name)).orElse(Double.NaN);
  }

  private static double figure(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .findFirst()
        .orElse(0);
  }

  private Optional<HttpResponse<String>> get(String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(10)).build();
      return Optional.of(HTTP.send(request, HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Some servers have the probes at a port of their own. */
  private URI uri(String path) {
    return URI.create((path.startsWith("/health") ? healthUrl() : url()) + path);
  }

  /** All threads of it with their stacks, each a paragraph that begins with its quoted name. */
  public List<String> threads() {
    try {
      String text = Jcmd.run(pid(), "Thread.print");
      return Stream.of(text.split("\n\n")).filter(each -> each.startsWith("\"")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it has printed since it was made. */
  public String log() {
    try {
      return Files.exists(consoleLog().toPath()) ? Files.readString(consoleLog().toPath()) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that it has written for its operator: the console, the logs, the dumps of failures. */
  public List<LogFile> logFiles() {
    try (Stream<Path> files = Files.walk(server.logs())) {
      List<LogFile> all = new ArrayList<>();
      all.add(new LogFile("console.log", log()));
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        // One byte a character: what an attacker has written need not be UTF-8.
        all.add(
            new LogFile(
                home.relativize(file).toString(),
                Files.readString(file, StandardCharsets.ISO_8859_1)));
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file that it has written. */
  public record LogFile(String name, String text) {}

  @Override
  public void close() {
    if (isAlive()) {
      kill();
    }
  }

  private void await() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the member does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private File consoleLog() {
    return home.resolve("console.log").toFile();
  }

  private void prepare() {
    try {
      if (Files.exists(home)) {
        deleteAll(home);
      }
      Files.createDirectories(home);
      server.prepare(environment);
      server.deploy(BUILT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
