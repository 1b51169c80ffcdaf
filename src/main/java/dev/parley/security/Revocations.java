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
 * The revocations: each one invalidates the tokens of a user that were issued before an instant.
 * The database keeps a revocation until the last of these tokens has expired, and each member holds
 * all of them in memory. Safe for all threads.
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

  /** The version that was loaded last; null before. Owned by the thread that refreshes. */
  private TableVersion loadedVersion;

  private volatile boolean loaded;
  private volatile Consumer<String> listener = user -> {};

  /**
   * A revocation of a user's tokens.
   *
   * @param user the user
   * @param before tokens that were issued before this instant, or do not say when, are revoked;
   *     whole milliseconds
   * @param until when the last of these tokens has expired by itself; whole milliseconds
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
   * A version of the table, which changes with each insert. A new row has a later end than a row
   * that is deleted at the same time, so an insert shows even if the number of rows stays the same.
   *
   * @param rows the number of rows
   * @param ends the sum of all {@code kept_until}
   */
  record TableVersion(long rows, long ends) {}

  @Inject
  Revocations(ParleyConfig config, Database database, MemberExecutors executors) {
    this.database = database;
    this.longestLife = config.get(SecurityKeys.TOKEN_LONGEST_LIFE);
    this.writes = new BlockingCalls(executors.revocationWrites());
  }

  /**
   * Stores a revocation of a user's tokens, and returns at once. All members read it within a
   * second; {@link #add} makes it count on this member at once.
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
   * The end of the last token that the revocation concerns. Tokens that do not say when they were
   * issued may be as young as now.
   */
  private Instant keptUntil(Instant before) {
    Instant now = Instant.now();
    return (before.isAfter(now) ? before : now).plus(longestLife).plus(SKEW);
  }

  /** Adds a revocation that the database has; true if it changes what is revoked here. */
  public boolean add(Revocation revocation) {
    boolean[] added = new boolean[1];
    revocations.compute(
        revocation.user(),
        (user, now) -> {
          added[0] = now == null || now.before().isBefore(revocation.before());
          return added[0] ? revocation : now;
        });
    return added[0];
  }

  /** Whether the token of this identity is revoked. */
  public boolean isRevoked(Identity identity) {
    Revocation revocation = revocations.get(identity.user());
    return revocation != null
        && (identity.issued() == null || identity.issued().isBefore(revocation.before()));
  }

  /**
   * Lists the revocations that this member has, the latest first.
   *
   * @param user only those of this user; null for all users
   * @param most the greatest number of revocations to return
   */
  public List<Revocation> list(String user, int most) {
    return revocations.values().stream()
        .filter(each -> user == null || each.user().equals(user))
        .sorted(Comparator.comparing(Revocation::before).reversed())
        .limit(most)
        .toList();
  }

  /** Sets the only listener: it gets each user for whom a new revocation is read. */
  public void setListener(Consumer<String> users) {
    listener = users;
  }

  /** Whether the revocations have been read once; before that no token can be accepted. */
  boolean areLoaded() {
    return loaded;
  }

  /**
   * Reads the revocations if the table has changed, tells the listener about new ones, and drops
   * those that have expired. Blocks.
   */
  void refresh() {
    // The version is read first: the next refresh finds rows that come in between.
    TableVersion now = readVersion();
    if (!now.equals(loadedVersion)) {
      readAll();
      loadedVersion = now;
    }
  }

  /** As {@link #refresh}, whether the table has changed or not. Blocks. */
  void reload() {
    loadedVersion = null;
    refresh();
  }

  private void readAll() {
    for (Revocation each : readStored(Instant.now())) {
      if (add(each)) {
        listener.accept(each.user());
      }
    }
    revocations.values().removeIf(each -> each.until().isBefore(Instant.now()));
    loaded = true;
  }

  TableVersion readVersion() {
    return database.read(
        em -> {
          Object[] row =
              em.createQuery(
                      "select count(r), sum(r.keptUntil) from StoredRevocation r", Object[].class)
                  .getSingleResult();
          Number ends = (Number) row[1];
          return new TableVersion(
              ((Number) row[0]).longValue(), ends == null ? 0 : ends.longValue());
        });
  }

  void insert(Revocation revocation) {
    database.inTransaction(
        em -> {
          em.persist(new StoredRevocation(revocation));
          return null;
        });
  }

  List<Revocation> readStored(Instant now) {
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

  /** Deletes revocations that have expired. Blocks. */
  void deleteExpired() {
    database.inTransaction(
        em ->
            em.createQuery("delete from StoredRevocation r where r.keptUntil < :now")
                .setParameter("now", Instant.now().toEpochMilli())
                .executeUpdate());
  }
}
