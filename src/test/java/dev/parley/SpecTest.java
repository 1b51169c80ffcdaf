package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/SPEC.md} against the tests: each rule has a test, and each test knows its rule. */
class SpecTest {
  private static final Path DOCUMENT = Path.of("docs/SPEC.md");
  private static final Pattern RULE = Pattern.compile("^\\| \\*\\*([A-Z]\\d+)\\*\\* \\| (.+) \\|$");
  private static final Pattern NAMED = Pattern.compile("\\[([A-Z]\\d+)]");

  private static Map<String, String> rules() throws IOException {
    Map<String, String> rules = new TreeMap<>();
    for (String line : Files.readAllLines(DOCUMENT)) {
      Matcher rule = RULE.matcher(line);
      if (rule.matches()) {
        assertThat(rules.put(rule.group(1), rule.group(2))).as("stands twice: " + line).isNull();
      }
    }
    return rules;
  }

  /** The rules that tests name, each with the files that do. */
  private static Map<String, List<String>> named() throws IOException {
    Map<String, List<String>> named = new TreeMap<>();
    for (Path root : List.of(Path.of("src/test"), Path.of("client"))) {
      if (!Files.exists(root)) {
        continue;
      }
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              String name = folder.getFileName().toString();
              return name.equals("node_modules") || name.equals("dist")
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              if (isTest(file)) {
                Matcher names = NAMED.matcher(Files.readString(file));
                while (names.find()) {
                  named
                      .computeIfAbsent(names.group(1), id -> new ArrayList<>())
                      .add(file.toString());
                }
              }
              return FileVisitResult.CONTINUE;
            }
          });
    }
    return named;
  }

  private static boolean isTest(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".java") || name.matches(".*\\.(test|spec)\\.(ts|tsx|mjs|js)");
  }

  @Test
  void everyRuleIsProvedByATest() throws IOException {
    assertThat(rules()).hasSizeGreaterThan(20);
    assertThat(named().keySet()).containsAll(rules().keySet());
  }

  @Test
  void noTestNamesARuleThatDoesNotExist() throws IOException {
    Map<String, String> rules = rules();
    assertThat(named())
        .hasSizeGreaterThan(20)
        .allSatisfy((id, files) -> assertThat(rules).as("named by " + files).containsKey(id));
  }

  @Test
  void everyRuleIsASentence() throws IOException {
    assertThat(rules().values()).allSatisfy(rule -> assertThat(rule).endsWith("."));
  }
}
