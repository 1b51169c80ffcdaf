package dev.parley.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The application server of one member: its files, its command line, its addresses. {@code
 * -Dparley.it.server=} says which server all members of a run have: {@code liberty}, {@code
 * wildfly} or {@code payara}.
 */
interface AppServer {
  /** The name of the server that the members of this run have. */
  String NAME = System.getProperty("parley.it.server", "liberty");

  /**
   * The server of a new member.
   *
   * @param home the folder of the member; whatever the server writes goes there
   */
  static AppServer of(Path home, MemberAddress place) {
    return switch (NAME) {
      case "liberty" -> new Liberty(home, place);
      case "wildfly" -> new WildFly(home, place);
      case "payara" -> new Payara(home, place);
      default -> throw new IllegalArgumentException("parley.it.server=" + NAME + " is no server");
    };
  }

  /**
   * Makes the files of the server in its home, which is empty, and deploys nothing.
   *
   * @param environment the variables of the member's process; the server adds its own
   */
  void prepare(Map<String, String> environment) throws IOException;

  /**
   * The command that starts the server in the foreground, in the very process that is started, so
   * that a signal reaches the server.
   *
   * @param jvmOptions those of the test, which the server may add to
   */
  List<String> command(List<String> jvmOptions);

  /** Deploys a WAR in place of the one before; a server that is down runs it from its start on. */
  void deploy(Path war) throws IOException;

  /** Takes the application away from a server that runs. */
  void undeploy() throws IOException;

  /**
   * The URL under which {@code /health/ready} and the other probes are, without a slash at its end.
   */
  String healthUrl();

  /** The folder of the database that the server makes when no other one is configured. */
  Path data();

  /** The folder of the files that the server writes for its operator. */
  Path logs();

  /** Writes a secret into the file where the server looks for it. */
  void secret(String name, String text) throws IOException;
}
