package dev.parley.database;

import dev.parley.testing.Proxy;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * A PgBouncer that lends its connections for a transaction each, in front of a PostgreSQL of this
 * host.
 */
public final class PgBouncer implements AutoCloseable {
  private static final String COMMAND = "pgbouncer";

  private final Proxy process;
  private final String url;

  private PgBouncer(Proxy process, String url) {
    this.process = process;
    this.url = url;
  }

  /** Whether it is installed here. Where everything is to be tested, it has to be. */
  public static boolean isInstalled() {
    return Proxy.isInstalled(COMMAND, "--version");
  }

  /**
   * Starts it, and waits until it takes connections.
   *
   * @param database of a PostgreSQL of {@link Databases}
   */
  public static PgBouncer start(DataSource database) throws IOException, SQLException {
    String direct;
    try (Connection connection = database.getConnection()) {
      direct = connection.getMetaData().getURL();
    }
    int serverPort = URI.create(direct.substring("jdbc:".length())).getPort();
    int port = freePort();
    String url = direct.replace(":" + serverPort + "/", ":" + port + "/") + "&user=postgres";
    Path folder = Files.createTempDirectory("parley-pgbouncer");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path users = Files.writeString(folder.resolve("users"), "\"postgres\" \"\"\n");
    Path settings =
        Files.writeString(
            folder.resolve("pgbouncer.ini"),
            """
            [databases]
            * = host=127.0.0.1 port=%d
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = %d
            unix_socket_dir =
            auth_type = trust
            auth_file = %s
            pool_mode = transaction
            default_pool_size = 10
            ignore_startup_parameters = extra_float_digits
            """
                .formatted(serverPort, port, users));
    List<String> command = new ArrayList<>(List.of(COMMAND, "-q"));
    if ("root".equals(System.getProperty("user.name"))) {
      // It refuses to run as root.
      command.addAll(List.of("-u", "nobody"));
    }
    command.add(settings.toString());
    return new PgBouncer(Proxy.start(new ProcessBuilder(command), port), url);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** The same database through this, for drivers that leave prepared statements to the server. */
  public String url() {
    return url;
  }

  /** The same with the property that drivers need. */
  public String urlThatWorks() {
    return url + "&prepareThreshold=0";
  }

  @Override
  public void close() {
    process.close();
  }
}
