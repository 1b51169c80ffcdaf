package dev.parley.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
