package dev.parley.security;

import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ParleyConfig;
import dev.parley.config.SecurityKeys;
import dev.parley.database.Database;
import dev.parley.protocol.ProtocolException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Whose tokens are taken back: those of a user that were issued before an instant. They stand in
 * the database until the last of those tokens has expired, and each member has read them all. Safe
 * for all threads.
 */
@Singleton
public class Revocations {
  /** By how much the clocks of issuers may be wrong beyond what a token says. */
  private static final Duration SKEW = Duration.ofHours(1);

  private final Database database;
  private final Duration longestLife;
  private final BlockingCalls writes;

  /** By user. */
  private final Map<String, Revocation> revocations = new ConcurrentHashMap<>();

  /** How the table stood when it was read; null before that. Owned by the thread that looks. */
  private Mark read;

  private volatile boolean known;
  private volatile Consumer<String> listener = user -> {};

  /**
   * Tokens that are taken back.
   *
   * @param user whose
   * @param before those that were issued before this, or nobody knows when; whole milliseconds
   * @param until when the last of them has expired by itself; whole milliseconds
   */
  public record Revocation(String user, Instant before, Instant until) {
    /** Checks that nothing is missing. */
    public Revocation {
      Objects.requireNonNull(user, "user");
      before = before.truncatedTo(ChronoUnit.MILLIS);
      until = until.truncatedTo(ChronoUnit.MILLIS);
    }
  }

  /**
   * How the table stands. A row that comes in has a later end than one that is deleted at the same
   * time, so what is new shows even when the number of rows is the same.
   *
   * @param rows how many there are
   * @param ends the sum of all {@code kept_until}
   */
  record Mark(long rows, long ends) {}

  @Inject
  Revocations(ParleyConfig config, Database database, MemberExecutors executors) {
    this.database = database;
    this.longestLife = config.get(SecurityKeys.TOKEN_LONGEST_LIFE);
    this.writes = new BlockingCalls(executors.revocationWrites());
  }

  /**
   * Takes back the tokens of a user: stores that, and returns at once. This member and the others
   * know of it a second later, or when they are {@link #learn told}.
   *
   * @return completes when it is stored; exceptionally with a {@link ProtocolException} when the
   *     database does not answer (100) or cannot store the user (107)
   */
  public CompletionStage<Revocation> revoke(String user, Instant before) {
    Revocation revocation = new Revocation(user, before, keptUntil(before));
    return writes.store(
        () -> {
          insert(revocation);
          return revocation;
        });
  }

  /**
   * The last token that was issued before is over then; and of those that do not say when they were
   * issued, all that would be taken now.
   */
  private Instant keptUntil(Instant before) {
    Instant now = Instant.now();
    return (before.isAfter(now) ? before : now).plus(longestLife).plus(SKEW);
  }

  /** Notes what is stored already; true if it was not known here. */
  public boolean learn(Revocation revocation) {
    boolean[] news = new boolean[1];
    revocations.compute(
        revocation.user(),
        (user, now) -> {
          news[0] = now == null || now.before().isBefore(revocation.before());
          return news[0] ? revocation : now;
        });
    return news[0];
  }

  /** Whether a token that said this is taken back. */
  public boolean revokes(Identity identity) {
    Revocation revocation = revocations.get(identity.user());
    return revocation != null
        && (identity.issued() == null || identity.issued().isBefore(revocation.before()));
  }

  /**
   * Those that this member knows.
   *
   * @param user the only user that is meant; null for all
   * @param most the latest so many
   */
  public List<Revocation> list(String user, int most) {
    return revocations.values().stream()
        .filter(each -> user == null || each.user().equals(user))
        .sorted(Comparator.comparing(Revocation::before).reversed())
        .limit(most)
        .toList();
  }

  /** Names the one who hears whose tokens were found to be taken back. There is one. */
  public void listen(Consumer<String> users) {
    listener = users;
  }

  /** Whether the database has been read once: before that nobody knows who is let in. */
  boolean areKnown() {
    return known;
  }

  /**
   * Reads the database if it has changed, tells of what is new, and forgets what is over. Blocks.
   */
  void look() {
    // Before the rows: what comes in between is not missed by the next look.
    Mark now = mark();
    if (!now.equals(read)) {
      readAll();
      read = now;
    }
  }

  /** The same, whether it has changed or not. */
  void reload() {
    read = null;
    look();
  }

  private void readAll() {
    for (Revocation each : stored(Instant.now())) {
      if (learn(each)) {
        listener.accept(each.user());
      }
    }
    revocations.values().removeIf(each -> each.until().isBefore(Instant.now()));
    known = true;
  }

  Mark mark() {
    return database.read(
        em -> {
          Object[] row =
              em.createQuery(
                      "select count(r), sum(r.keptUntil) from StoredRevocation r", Object[].class)
                  .getSingleResult();
          Number ends = (Number) row[1];
          return new Mark(((Number) row[0]).longValue(), ends == null ? 0 : ends.longValue());
        });
  }

  void insert(Revocation revocation) {
    database.inTransaction(
        em -> {
          em.persist(new StoredRevocation(revocation));
          return null;
        });
  }

  List<Revocation> stored(Instant now) {
    return database.read(
        em ->
            em
                .createQuery(
                    "select r from StoredRevocation r where r.keptUntil >= :now",
                    StoredRevocation.class)
                .setParameter("now", now.toEpochMilli())
                .getResultList()
                .stream()
                .map(StoredRevocation::revocation)
                .toList());
  }

  /** Deletes what is over. Blocks. */
  void sweep() {
    database.inTransaction(
        em ->
            em.createQuery("delete from StoredRevocation r where r.keptUntil < :now")
                .setParameter("now", Instant.now().toEpochMilli())
                .executeUpdate());
  }
}
