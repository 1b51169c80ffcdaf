package dev.parley.database;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.awaitility.Awaitility;

/**
 * A PgBouncer that lends its connections for a transaction each, in front of a PostgreSQL of this
 * host.
 */
public final class PgBouncer implements AutoCloseable {
  private static final String COMMAND = "pgbouncer";

  private final Process process;
  private final int port;
  private final String url;

  private PgBouncer(Process process, int port, String url) {
    this.process = process;
    this.port = port;
    this.url = url;
  }

  /** Whether it is installed here. Where everything is to be tested, it has to be. */
  public static boolean isInstalled() {
    boolean installed = false;
    try {
      installed = new ProcessBuilder(COMMAND, "--version").start().waitFor() == 0;
    } catch (IOException e) {
      System.out.println("Not tested: pgbouncer is not installed here.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return installed || System.getenv("CI") != null;
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
    PgBouncer started = new PgBouncer(new ProcessBuilder(command).inheritIO().start(), port, url);
    Awaitility.await("PgBouncer listens").until(started::listens);
    return started;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private boolean listens() {
    if (!process.isAlive()) {
      throw new IllegalStateException("PgBouncer has ended; its output says why");
    }
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
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
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
