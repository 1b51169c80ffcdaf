package dev.parley.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.it.Member;
import java.io.IOException;

/**
 * One hostile thing to do to a member.
 *
 * @param name what it is, with the section of the RFC that forbids it, if one does
 * @param step does it, and checks what came of it
 */
record Attack(String name, Step step) {
  /** Does it. */
  interface Step {
    void against(Target target) throws IOException;
  }

  /**
   * What is attacked.
   *
   * @param token lets a client in
   * @param apiKey opens the HTTP API
   */
  record Target(Member member, String token, String apiKey) {
    /** A WebSocket on which no command was sent yet. */
    Connection upgraded() throws IOException {
      return Connection.upgraded(member);
    }

    /** A WebSocket whose client is known. */
    Connection connected() throws IOException {
      return Connection.connected(member, token);
    }

    /** A TCP connection. */
    Connection open() throws IOException {
      return Connection.open(member);
    }
  }

  /** That the server ends a connection with this code, and tells no secret. */
  static void assertEnds(String name, Connection connection, int code) throws IOException {
    Connection.Ending ending = connection.ending();
    assertThat(ending.code()).as("%s: %s", name, ending).isEqualTo(code);
    Leaks.assertClean(name, ending.reason() + ending.texts());
  }

  @Override
  public String toString() {
    return name;
  }
}
