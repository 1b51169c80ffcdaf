package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The file of H2 under a process that is killed again and again. H2 2.5.252 opens the file of a
 * killed process without its last commits, often once some thirty have been killed.
 */
@Tag("long")
class DatabaseFileIT {
  private static final int KILLS = 60;
  private static final int MOST_COMMITS = 30;
  private static final String READY = "all are committed";

  @TempDir Path folder;

  @Test
  @DisplayName("[L1] what was committed to the file of H2 survives the kill of each process")
  void commitsSurviveKills() throws Exception {
    for (int round = 0; round < KILLS; round++) {
      List<Integer> committed = commitAndKill(round);
      assertThat(stored(round)).as("commits of process %d", round).isEqualTo(committed);
    }
  }

  private List<Integer> commitAndKill(int round) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                place(Writer.class) + File.pathSeparator + place(org.h2.Driver.class),
                Writer.class.getName(),
                url("parley"),
                Integer.toString(round))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<Integer> committed = new ArrayList<>();
    try (BufferedReader lines = process.inputReader()) {
      String line = lines.readLine();
      while (line != null && !line.equals(READY)) {
        committed.add(Integer.valueOf(line));
        line = lines.readLine();
      }
      assertThat(line).as("the last line of process %d", round).isEqualTo(READY);
    } finally {
      process.destroyForcibly().waitFor();
    }
    return committed;
  }

  /** Reads a copy, because an orderly end of the database would mend its file. */
  private List<Integer> stored(int round) throws SQLException, IOException {
    Files.copy(
        folder.resolve("parley.mv.db"),
        folder.resolve("copy.mv.db"),
        StandardCopyOption.REPLACE_EXISTING);
    try (Connection connection = DriverManager.getConnection(url("copy"));
        PreparedStatement query =
            connection.prepareStatement("SELECT n FROM entry WHERE process = ? ORDER BY n")) {
      query.setInt(1, round);
      ResultSet rows = query.executeQuery();
      List<Integer> stored = new ArrayList<>();
      while (rows.next()) {
        stored.add(rows.getInt(1));
      }
      return stored;
    }
  }

  private String url(String file) {
    return "jdbc:h2:file:" + folder.resolve(file) + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
  }

  private static String place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Commits some rows, prints the number of each when it is committed, and waits to be killed. */
  static final class Writer {
    private Writer() {}

    /** Takes the URL of the database, and the number of this process. */
    public static void main(String[] arguments) throws SQLException, IOException {
      int process = Integer.parseInt(arguments[1]);
      Random random = new Random(process);
      try (Connection connection = DriverManager.getConnection(arguments[0]);
          Connection other = DriverManager.getConnection(arguments[0])) {
        connection
            .createStatement()
            .execute("CREATE TABLE IF NOT EXISTS head (process INT, n INT)");
        connection
            .createStatement()
            .execute("CREATE TABLE IF NOT EXISTS entry (process INT, n INT, data VARCHAR(9000))");
        connection.setAutoCommit(false);
        int commits = 1 + random.nextInt(MOST_COMMITS);
        for (int n = 0; n < commits; n++) {
          insert(other, "INSERT INTO head VALUES (?, ?)", process, n, null);
          String data = "x".repeat(random.nextInt(4000));
          insert(connection, "INSERT INTO entry VALUES (?, ?, ?)", process, n, data);
          connection.commit();
          System.out.println(n);
        }
        System.out.println(READY);
        System.in.read();
      }
    }

    private static void insert(Connection connection, String sql, int process, int n, String data)
        throws SQLException {
      try (PreparedStatement insert = connection.prepareStatement(sql)) {
        insert.setInt(1, process);
        insert.setInt(2, n);
        if (data != null) {
          insert.setString(3, data);
        }
        insert.executeUpdate();
      }
    }
  }
}
