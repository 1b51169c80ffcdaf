package dev.parley.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** WildFly as {@code deploy/wildfly/prepare.sh} makes it ready. */
final class WildFly implements AppServer {
  private static final Path INSTALLED = Path.of(System.getProperty("parley.it.wildfly", "wildfly"));

  /** The options that {@code bin/common.sh} gives to the JVM. */
  private static final List<String> OPTIONS =
      List.of(
          "-Djava.net.preferIPv4Stack=true",
          "-Djava.awt.headless=true",
          "-Djboss.modules.system.pkgs=org.jboss.byteman",
          "--add-exports=java.desktop/sun.awt=ALL-UNNAMED",
          "--add-exports=java.naming/com.sun.jndi.ldap=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
          "--add-opens=java.base/java.io=ALL-UNNAMED",
          "--add-opens=java.base/java.net=ALL-UNNAMED",
          "--add-opens=java.base/java.security=ALL-UNNAMED",
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
          "--add-opens=java.management/javax.management=ALL-UNNAMED",
          "--add-opens=java.naming/javax.naming=ALL-UNNAMED");

  private final Path home;
  private final MemberAddress place;
  private final int managementPort = MemberAddress.freePort();

  WildFly(Path home, MemberAddress place) {
    this.home = home;
    this.place = place;
  }

  @Override
  public void prepare(Map<String, String> environment) throws IOException {
    environment.put("JBOSS_BIND_ADDRESS_MANAGEMENT", place.host());
    environment.put("JBOSS_MANAGEMENT_HTTP_PORT", Integer.toString(managementPort));
    if (environment.getOrDefault("PARLEY_DB_URL", "").startsWith("jdbc:postgresql:")) {
      environment.put("PARLEY_DB_DRIVER", "postgresql");
    }
    Path configuration = Files.createDirectories(home.resolve("configuration"));
    Files.createDirectories(home.resolve("deployments"));
    try (Stream<Path> files = Files.list(INSTALLED.resolve("standalone/configuration"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, configuration.resolve(file.getFileName()));
      }
    }
  }

  @Override
  public List<String> command(List<String> jvmOptions) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(jvmOptions);
    command.addAll(OPTIONS);
    command.add("@" + Member.ROOT.resolve("jvm.options"));
    command.add("-Dorg.jboss.boot.log.file=" + home.resolve("log/server.log"));
    command.add("-Dlogging.configuration=file:" + home.resolve("configuration/logging.properties"));
    command.add("-Djboss.home.dir=" + INSTALLED);
    command.add("-Djboss.server.base.dir=" + home);
    command.addAll(List.of("-jar", INSTALLED.resolve("jboss-modules.jar").toString()));
    command.addAll(List.of("-mp", INSTALLED.resolve("modules").toString()));
    command.addAll(List.of("org.jboss.as.standalone", "--server-config=parley.xml"));
    return command;
  }

  @Override
  public void deploy(Path war) throws IOException {
    // The files beside it say how the deployment before went.
    try (Stream<Path> files = Files.list(deployed().getParent())) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.copy(war, deployed());
  }

  @Override
  public void undeploy() throws IOException {
    Files.delete(deployed());
  }

  private Path deployed() {
    return home.resolve("deployments/parley.war");
  }

  @Override
  public String healthUrl() {
    return "http://" + place.host() + ":" + managementPort;
  }

  @Override
  public Path data() {
    return home.resolve("data");
  }

  @Override
  public Path logs() {
    return home.resolve("log");
  }

  @Override
  public void secret(String name, String text) {
    throw new UnsupportedOperationException("WildFly reads secrets from the environment");
  }
}
