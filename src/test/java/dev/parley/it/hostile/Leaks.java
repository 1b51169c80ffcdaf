package dev.parley.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.it.Member;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** What must not get out: of the inside to clients, of clients and keys to the log. */
final class Leaks {
  /** What attackers put behind a line break, so that it would begin a line of the log. */
  static final String INJECTED = "[AUDIT   ] CWWKE0000I: everything is fine";

  /** Names of classes, the lines of a stack trace, and what the server's own error pages say. */
  private static final Pattern INSIDE =
      Pattern.compile(
          "\\b(dev\\.parley|com\\.ibm|com\\.fasterxml|io\\.openliberty|java|jakarta|org\\.jboss|com\\.nimbusds)"
              + "\\.[\\w.$]+|\\bat [\\w.$]+\\(|Exception\\b|SRVE\\d{4}[EW]|\\$WSEP");

  /** Open Liberty names the class of the endpoint when it refuses a frame by itself. */
  private static final Pattern SAID_BY_LIBERTY =
      Pattern.compile(
          "CWWKH\\d{4}E: [^\\n]*?(ServerEndpoint|AnnotatedEndpoint|Endpoint) class \\S*");

  private static final List<String> READ_ON_TERMINALS = List.of("console.log", "messages.log");

  private Leaks() {}

  /** Nothing of the inside is in what an attacker has heard. */
  static void assertClean(String attack, String heard) {
    assertThat(SAID_BY_LIBERTY.matcher(heard).replaceAll(""))
        .as("what is heard of " + attack)
        .doesNotContainPattern(INSIDE);
  }

  /** No secret is in the files that the member has written, and no line that others wrote. */
  static void assertNoneIn(Member member, List<String> secrets) throws IOException {
    for (Member.LogFile file : member.logFiles()) {
      for (String secret : secrets) {
        assertThat(file.text().contains(secret))
            .as("%s in %s", secret.substring(0, 8) + "…", file.name())
            .isFalse();
      }
      assertThat(file.text().lines().filter(line -> line.startsWith(INJECTED)))
          .as("lines in %s that came from outside", file.name())
          .isEmpty();
      if (READ_ON_TERMINALS.stream().anyMatch(file.name()::endsWith)) {
        assertThat(file.text()).as(file.name()).doesNotContain("\u001b", "\u0000");
      }
    }
  }
}
