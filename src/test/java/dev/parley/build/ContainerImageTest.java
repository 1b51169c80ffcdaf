package dev.parley.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.config.Key;
import dev.parley.config.ServerKeys;
import dev.parley.probe.ReadinessProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What the Dockerfile does to files whose content it relies on. */
class ContainerImageTest {
  @Test
  void theLineThatTheImageLeavesOutIsThere() throws IOException {
    String line = "<feature>mpOpenAPI</feature>";
    assertThat(Files.readAllLines(Path.of("server.xml")))
        .filteredOn(each -> each.contains("mpOpenAPI"))
        .singleElement()
        .satisfies(each -> assertThat(each.trim()).isEqualTo(line));
    assertThat(Files.readString(Path.of("Dockerfile")))
        .contains("sed -i '/" + line.replace("/", "\\/") + "/d' ");
  }

  @Test
  void theHealthCheckIsAProgramOfTheBuild() throws IOException {
    String name = ReadinessProbe.class.getName();
    String folder = ReadinessProbe.class.getPackageName().replace('.', '/');
    assertThat(Files.readString(Path.of("Dockerfile")))
        .contains("/src/target/classes/" + folder + " /opt/parley/probe/" + folder)
        .contains("\"-cp\", \"/opt/parley/probe\", \"" + name + "\"]")
        .contains(name(ServerKeys.EXIT_ON_FAILED_START) + "=true");
  }

  @Test
  void theFirstStartIsAProgramOfTheBuildAndLeavesNoKeys() throws IOException {
    Path program = Path.of("deploy/liberty/first-start.sh");
    assertThat(program).isExecutable();
    assertThat(Files.readString(Path.of("Dockerfile")))
        .contains("/src/" + program + " /opt/parley/first-start.sh")
        .contains("RUN /opt/parley/first-start.sh /opt/parley/wlp parley /opt/parley/probe")
        .contains("/opt/parley/wlp/usr/servers/parley/resources ");
  }

  private static String name(Key<?> setting) {
    return setting.name().replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
  }
}
