package dev.parley.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.it.Member;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** Checks that clients see nothing of the inside, and that the log shows no secret. */
final class Leaks {
  /** Attackers put this text behind a line break, so that it would begin a line of the log. */
  static final String INJECTED = "[AUDIT   ] CWWKE0000I: everything is fine";

  /** Names of classes, lines of a stack trace, and texts of the server's own error pages. */
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

  /** Checks that an attacker has received nothing of the inside. */
  static void assertClean(String attack, String received) {
    assertThat(SAID_BY_LIBERTY.matcher(received).replaceAll(""))
        .as("what arrives during " + attack)
        .doesNotContainPattern(INSIDE);
  }

  /** Checks that the files of the member hold no secret and no line that an attacker wrote. */
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
