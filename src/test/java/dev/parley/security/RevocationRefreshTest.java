package dev.parley.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ParleyConfig;
import dev.parley.database.Database;
import dev.parley.database.Databases;
import dev.parley.database.FaultyDataSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two members with one database; one of them is told nothing. */
class RevocationRefreshTest {
  private static final ParleyConfig CONFIG = ParleyConfig.of(Map.of("parley.ticket.ttl", "1s"));

  private final MemberExecutors executors = new MemberExecutors(CONFIG, Thread::new);
  private final DataSource source = Databases.H2.fresh();
  private final FaultyDataSource faulty = new FaultyDataSource(source);
  private final Database steady = Database.of(source, Map.of(), Thread::new);
  private final Database database = Database.of(faulty.proxy(), Map.of(), Thread::new);
  private final Revocations here = new Revocations(CONFIG, steady, executors);
  private final Revocations there = new Revocations(CONFIG, database, executors);
  private final Tickets tickets = new Tickets(CONFIG, database, executors);
  private final RevocationRefresh refresh =
      new RevocationRefresh(database, there, tickets, executors, Duration.ofMillis(10));

  @BeforeEach
  void start() throws InterruptedException {
    refresh.start(null);
    steady.start();
    Awaitility.await().until(there::areLoaded);
    assertThat(steady.awaitOpen()).isTrue();
  }

  @AfterEach
  void stop() {
    refresh.stop();
    executors.close();
    database.close();
    steady.close();
  }

  private void revoke(String user) {
    here.revoke(user, Instant.now()).toCompletableFuture().join();
  }

  private void awaitRevoked(String user) {
    Identity identity = new Identity(user, null, null, null, Set.of(), List.of());
    Awaitility.await().until(() -> there.isRevoked(identity));
  }

  @Test
  @DisplayName("[T3] a member that is told nothing finds every revocation by itself")
  void revocationsAreFound() {
    revoke("u1");
    awaitRevoked("u1");
    revoke("u2");
    awaitRevoked("u2");
  }

  @Test
  @DisplayName("[T3] [L6] it goes on when the database has been away")
  void databaseAway() {
    revoke("u1");
    awaitRevoked("u1");
    faulty.fail(FaultyDataSource.Point.CONNECT, "08001", 3);
    revoke("u2");
    awaitRevoked("u2");
    awaitRevoked("u1");
  }

  @Test
  @DisplayName("[T2] tickets that nobody used are deleted")
  void ticketsAreDeleted() {
    tickets
        .issue(new Identity("u1", null, null, null, Set.of(), List.of()), null)
        .toCompletableFuture()
        .join();
    Awaitility.await()
        .until(
            () ->
                database.read(
                        em ->
                            em.createQuery("select count(t) from StoredTicket t", Long.class)
                                .getSingleResult())
                    == 0);
    assertThat(there.areLoaded()).isTrue();
  }
}
