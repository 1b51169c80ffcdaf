package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks that the page about the architecture agrees with the code. */
class ArchitecturePageTest {
  private static final Path PAGE = Path.of("docs/architecture.md");
  private static final Pattern STOP =
      Pattern.compile("(?m)^\\d+\\. \\[`(\\w+)\\.(\\w+)`]\\(\\.\\./([^)]+)\\)");
  private static final int MOST_STOPS = 28;

  @Test
  void theWayOfAPublicationIsShortAndItsMethodsExist() throws IOException {
    List<MatchResult> stops = STOP.matcher(Files.readString(PAGE)).results().toList();
    assertThat(stops).hasSizeBetween(20, MOST_STOPS);
    for (MatchResult stop : stops) {
      Path file = Path.of(stop.group(3));
      assertThat(file).exists().hasFileName(stop.group(1) + ".java");
      assertThat(Files.readString(file)).contains(" " + stop.group(2) + "(");
    }
  }

  @Test
  void eachPackageIsNamed() throws IOException {
    String page = Files.readString(PAGE);
    try (var packages = Files.list(Path.of("src/main/java/dev/parley"))) {
      assertThat(packages.filter(Files::isDirectory))
          .isNotEmpty()
          .allSatisfy(each -> assertThat(page).contains("**`" + each.getFileName() + "`**"));
    }
  }
}
