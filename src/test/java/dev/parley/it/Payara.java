package dev.parley.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Payara Server with the domain that the build has configured by {@code deploy/payara}. Each member
 * has a copy of the domain.
 */
final class Payara implements AppServer {
  private static final Path INSTALLED = Path.of(System.getProperty("parley.it.payara"));
  private static final Path CONFIGURED = INSTALLED.resolve("glassfish/domains/parley");

  /** What no test uses, and each member has at a port of its own. */
  private static final Pattern ADMIN_PORT =
      Pattern.compile("(protocol=\"admin-listener\" address=\"127.0.0.1\" port=\")\\d+");

  private static final Pattern JMS_PORT =
      Pattern.compile("(JMS_PROVIDER_PORT\"[^>]* value=\")\\d+");

  private final Path domain;
  private final MemberAddress place;

  Payara(Path home, MemberAddress place) {
    this.domain = home.resolve("parley");
    this.place = place;
  }

  @Override
  public void prepare(Map<String, String> environment) throws IOException {
    try (Stream<Path> files = Files.walk(CONFIGURED)) {
      for (Path file : files.toList()) {
        Files.copy(file, domain.resolve(CONFIGURED.relativize(file)));
      }
    }
    Path configuration = domain.resolve("config/domain.xml");
    String text = Files.readString(configuration);
    text = ADMIN_PORT.matcher(text).replaceFirst("$1" + MemberAddress.freePort());
    text = JMS_PORT.matcher(text).replaceFirst("$1" + MemberAddress.freePort());
    Files.writeString(configuration, text);
    // The shipped one is relative to the folder in which asadmin starts a domain.
    environment.putIfAbsent(
        "PARLEY_DB_URL",
        "jdbc:h2:file:" + data().resolve("parley") + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE");
  }

  /** What {@code asadmin start-domain} runs, which itself would not stay in the foreground. */
  @Override
  public List<String> command(List<String> jvmOptions) {
    List<String> command = new ArrayList<>();
    boolean first = true;
    for (String argument : StartCommand.LINES) {
      command.add(argument.replace(CONFIGURED.toString(), domain.toString()));
      if (first) {
        // Payara's agent forbids it.
        jvmOptions.stream().filter(option -> !option.contains("DynamicDump")).forEach(command::add);
        first = false;
      }
    }
    return command;
  }

  /** The command line as Payara prints it, an argument a line. */
  private static final class StartCommand {
    static final List<String> LINES = print();

    /** Payara prints it twice: for its log, and for the console. */
    private static final String AGAIN = "Dump of JVM Invocation line";

    private static List<String> print() {
      ProcessBuilder asadmin =
          new ProcessBuilder(
              INSTALLED.resolve("bin/asadmin").toString(),
              "start-domain",
              "--dry-run",
              "--verbose",
              "parley");
      try {
        Process process = asadmin.redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<String> lines =
            text.lines()
                .dropWhile(line -> !line.endsWith("/java"))
                .takeWhile(line -> !line.isBlank() && !line.startsWith(AGAIN))
                .filter(line -> !line.startsWith("-Xmx"))
                .toList();
        if (lines.isEmpty()) {
          throw new IllegalStateException("Payara prints no command: " + text);
        }
        return lines;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void deploy(Path war) throws IOException {
    Files.createDirectories(deployed().getParent());
    Files.copy(war, deployed(), StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void undeploy() throws IOException {
    Files.delete(deployed());
  }

  private Path deployed() {
    return domain.resolve("autodeploy/parley.war");
  }

  @Override
  public String healthUrl() {
    return "http://" + place.host() + ":" + place.port();
  }

  @Override
  public Path data() {
    return domain.resolve("data");
  }

  @Override
  public Path logs() {
    return domain.resolve("logs");
  }

  @Override
  public void secret(String name, String text) throws IOException {
    Path folder = Files.createDirectories(domain.resolve("secrets"));
    Files.writeString(folder.resolve(name), text);
  }
}
