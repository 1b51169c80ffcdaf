package dev.parley.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/**
 * PostgreSQL on its own, until the process is ended: for members that are measured from outside.
 */
public final class Database {
  private Database() {}

  /** Starts it on the port that is the only argument. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    try (EmbeddedPostgres server = durable().setPort(Integer.parseInt(arguments[0])).start()) {
      System.out.println(server.getJdbcUrl("postgres", "postgres"));
      ended.await();
    }
  }

  /** A commit is answered when the disk has it. */
  static EmbeddedPostgres.Builder durable() {
    return EmbeddedPostgres.builder()
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("full_page_writes", "on");
  }
}
