package dev.parley.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Open Liberty with the shipped server.xml. */
final class Liberty implements AppServer {
  private static final Path WLP = Path.of(System.getProperty("parley.it.wlp"));
  private static final String OPEN_API = "<feature>mpOpenAPI</feature>";

  private final Path home;
  private final Path server;
  private final MemberAddress place;

  Liberty(Path home, MemberAddress place) {
    this.home = home;
    this.server = home.resolve("servers/parley");
    this.place = place;
  }

  @Override
  public void prepare(Map<String, String> environment) throws IOException {
    environment.put("WLP_USER_DIR", home.toString());
    Files.createDirectories(server.resolve("dropins"));
    boolean production = "true".equals(environment.get("PARLEY_PRODUCTION"));
    Files.writeString(server.resolve("server.xml"), serverXml(production));
    Files.copy(Member.ROOT.resolve("tls.xml"), server.resolve("tls.xml"));
    Path drivers = Files.createDirectories(home.resolve("shared/resources/jdbc"));
    try (Stream<Path> jars = Files.list(WLP.resolve("usr/shared/resources/jdbc"))) {
      for (Path jar : jars.toList()) {
        Files.copy(jar, drivers.resolve(jar.getFileName()));
      }
    }
  }

  /** As it is shipped; in production as the Dockerfile makes it. */
  private static String serverXml(boolean production) throws IOException {
    String shipped = Files.readString(Member.ROOT.resolve("server.xml"));
    return production ? shipped.replace(OPEN_API, "") : shipped;
  }

  @Override
  public List<String> command(List<String> jvmOptions) {
    Path tools = WLP.resolve("bin/tools");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(jvmOptions);
    command.add("@" + WLP.resolve("lib/platform/java/java9.options"));
    if (Runtime.version().feature() >= 24) {
      command.add("@" + WLP.resolve("lib/platform/java/java24.options"));
    }
    command.add("@" + Member.ROOT.resolve("jvm.options"));
    // Without the agent for tracing: a JVM shares no classes while an agent may change them.
    command.addAll(List.of("-jar", tools.resolve("ws-server.jar").toString(), "parley"));
    return command;
  }

  @Override
  public void deploy(Path war) throws IOException {
    Files.copy(war, deployed(), StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void undeploy() throws IOException {
    Files.delete(deployed());
  }

  private Path deployed() {
    return server.resolve("dropins/parley.war");
  }

  @Override
  public String healthUrl() {
    return "http://" + place.host() + ":" + place.port();
  }

  @Override
  public Path data() {
    return server.resolve("data");
  }

  @Override
  public Path logs() {
    return server.resolve("logs");
  }

  @Override
  public void secret(String name, String text) throws IOException {
    Path folder = Files.createDirectories(server.resolve("variables"));
    Files.writeString(folder.resolve(name), text);
  }
}
