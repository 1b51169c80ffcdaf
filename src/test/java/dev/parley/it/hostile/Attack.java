package dev.parley.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.it.Member;
import dev.parley.it.NeedsOwnFrames;
import java.io.IOException;
import org.junit.jupiter.api.Assumptions;

/**
 * One attack on a member.
 *
 * @param name what is sent, with the section of the RFC that forbids it
 * @param step sends it and checks the result
 */
record Attack(String name, Step step) {
  /**
   * Whether the members of this run are on WildFly, whose HTTP server and WebSocket are Undertow.
   */
  static final boolean ON_WILDFLY = "wildfly".equals(System.getProperty("parley.it.server"));

  /** Attacks, and checks the result. */
  interface Step {
    void against(Target target) throws IOException;
  }

  /**
   * The member under attack.
   *
   * @param token of a user, with which a client connects
   * @param apiKey of the HTTP API
   */
  record Target(Member member, String token, String apiKey) {
    /** A WebSocket that has sent no command yet. */
    Connection upgraded() throws IOException {
      return Connection.upgraded(member);
    }

    /** A WebSocket that has connected with the token. */
    Connection connected() throws IOException {
      return Connection.connected(member, token);
    }

    /**
     * A WebSocket of a room.
     *
     * @param path with its query
     * @param known whether the handshake says who the attacker is
     */
    Connection room(String path, boolean known) throws IOException {
      String headers = known ? "Authorization: Bearer " + token + "\r\n" : "";
      return Connection.upgraded(member, path, headers);
    }

    /** A TCP connection. */
    Connection open() throws IOException {
      return Connection.open(member);
    }
  }

  /** The same, skipped where the container reads the frames, as {@link NeedsOwnFrames} says. */
  Attack needsOwnFrames(String because) {
    return new Attack(
        name,
        target -> {
          Assumptions.assumeTrue(NeedsOwnFrames.Condition.areInUse(), because);
          step.against(target);
        });
  }

  /** The same, skipped on WildFly, where only Undertow itself could refuse it. */
  Attack notOnWildFly(String because) {
    return new Attack(
        name,
        target -> {
          Assumptions.assumeFalse(ON_WILDFLY, because);
          step.against(target);
        });
  }

  /** Checks that the server ends a connection with this code and shows nothing of the inside. */
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
