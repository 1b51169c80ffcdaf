package dev.parley.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ParleyConfig;
import dev.parley.database.Database;
import dev.parley.database.Databases;
import dev.parley.database.FaultyDataSource;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.security.Revocations.Revocation;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RevocationsTest {
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  private static Identity identity(String user, Instant issued) {
    return new Identity(user, issued, null, null, Set.of(), List.of());
  }

  private static Database database(DataSource source) throws InterruptedException {
    Database database = Database.of(source, Map.of(), Thread::new);
    database.start();
    assertThat(database.awaitOpen()).isTrue();
    return database;
  }

  private static Revocations member(Database database, String... settings) {
    Map<String, String> values = settings.length == 0 ? Map.of() : Map.of(settings[0], settings[1]);
    ParleyConfig config = ParleyConfig.of(values);
    return new Revocations(config, database, new MemberExecutors(config, Thread::new));
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  @Test
  @DisplayName("[T3] tokens issued before, or nobody knows when, are revoked; the latest counts")
  void whatIsRevoked() {
    FakeRevocations revocations = new FakeRevocations(ParleyConfig.of(Map.of()));
    assertThat(revocations.isRevoked(identity("u1", null))).isFalse();
    assertThat(revocations.add(new Revocation("u1", NOW, NOW.plusSeconds(9)))).isTrue();
    assertThat(revocations.add(new Revocation("u1", NOW.minusSeconds(5), NOW))).isFalse();
    assertThat(revocations.isRevoked(identity("u1", NOW.minusMillis(1)))).isTrue();
    assertThat(revocations.isRevoked(identity("u1", null))).isTrue();
    assertThat(revocations.isRevoked(identity("u1", NOW))).isFalse();
    assertThat(revocations.isRevoked(identity("u2", null))).isFalse();
    assertThat(revocations.isRevoked(identity("u1", NOW).withExpiry(NOW))).isFalse();
  }

  @Test
  @DisplayName("[T3] a token that was found valid a moment ago is refused when it is revoked")
  void believedTokens() throws Exception {
    ParleyConfig config = ParleyConfig.of(Map.of("parley.dev", "true"));
    SecurityParts parts = new SecurityParts(config);
    String token = parts.issuer.issue("u1", null, Duration.ofMinutes(5));
    Identity identity = join(parts.authentication.verify(token));
    parts.revocations.add(
        new Revocation("u1", identity.issued().plusMillis(1), Instant.now().plusSeconds(60)));
    assertThatThrownBy(() -> join(parts.authentication.verify(token)))
        .hasMessageContaining("revoked");
    assertThat(parts.authentication.isRevoked(identity)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  @DisplayName("[T3] a member that was told nothing finds it in the database")
  void otherMembers(Databases kind) throws Exception {
    DataSource source = kind.fresh();
    Database database = database(source);
    Revocations one = member(database);
    Revocations two = member(database(source));
    List<String> found = new ArrayList<>();
    two.setListener(found::add);
    two.reload();
    String user = "ü".repeat(1024);
    Revocation revocation = join(one.revoke(user, NOW));
    join(one.revoke("u1", NOW.minusSeconds(1)));
    join(one.revoke("u1", NOW.minusSeconds(2)));
    two.reload();
    assertThat(found).contains(user, "u1");
    found.clear();
    two.reload();
    assertThat(found).isEmpty();
    assertThat(two.list(user, 10)).containsExactly(revocation);
    assertThat(two.list(null, 10)).extracting(Revocation::user).containsExactly(user, "u1");
    assertThat(two.list(null, 1)).hasSize(1);
    assertThat(two.isRevoked(identity("u1", NOW.minusMillis(1001)))).isTrue();
    assertThat(two.isRevoked(identity("u1", NOW.minusSeconds(1)))).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  @DisplayName("[T3] a look finds what is new, also where rows were deleted, and reads no more")
  void looks(Databases kind) throws Exception {
    DataSource source = kind.fresh();
    Revocations writer = member(database(source));
    AtomicInteger reads = new AtomicInteger();
    ParleyConfig config = ParleyConfig.of(Map.of());
    Revocations reader =
        new Revocations(config, database(source), new MemberExecutors(config, Thread::new)) {
          @Override
          List<Revocation> readStored(Instant now) {
            reads.incrementAndGet();
            return super.readStored(now);
          }
        };
    reader.refresh();
    reader.refresh();
    assertThat(reads).hasValue(1);
    writer.insert(new Revocation("over", NOW.minusSeconds(2), NOW.minusSeconds(1)));
    reader.refresh();
    reader.refresh();
    assertThat(reads).hasValue(2);
    writer.deleteExpired();
    join(writer.revoke("u1", NOW));
    assertThat(reader.readVersion().rows()).as("as many as before").isEqualTo(1);
    reader.refresh();
    assertThat(reads).hasValue(3);
    assertThat(reader.list(null, 10)).extracting(Revocation::user).containsExactly("u1");
    reader.refresh();
    assertThat(reads).hasValue(3);
    reader.reload();
    assertThat(reads).hasValue(4);
  }

  @Test
  @DisplayName("[T3] what is stored while the table is read is found by the next look")
  void whileItIsRead() {
    ParleyConfig config = ParleyConfig.of(Map.of());
    FakeRevocations table = new FakeRevocations(config);
    Revocations reader =
        new Revocations(config, null, new MemberExecutors(config, Thread::new)) {
          @Override
          TableVersion readVersion() {
            return table.readVersion();
          }

          @Override
          List<Revocation> readStored(Instant now) {
            List<Revocation> before = table.readStored(now);
            if (before.isEmpty()) {
              table.insert(new Revocation("u1", NOW, NOW.plusSeconds(60)));
            }
            return before;
          }
        };
    reader.refresh();
    assertThat(reader.isRevoked(identity("u1", null))).isFalse();
    reader.refresh();
    assertThat(reader.isRevoked(identity("u1", null))).isTrue();
  }

  @Test
  @DisplayName("[T3] a revocation is forgotten when the last of its tokens has expired")
  void forgotten() throws Exception {
    Database database = database(Databases.H2.fresh());
    Revocations revocations = member(database, "parley.token.longest-life", "1m");
    revocations.insert(new Revocation("old", NOW.minusSeconds(9), NOW.minusSeconds(1)));
    // Of tokens that do not say when they were issued, some may have been issued just now.
    Revocation young = join(revocations.revoke("young", NOW.minus(Duration.ofDays(9))));
    assertThat(young.until()).isAfter(NOW.plus(Duration.ofMinutes(61)));
    assertThat(join(revocations.revoke("u1", NOW.plusSeconds(60))).until())
        .isEqualTo(NOW.plus(Duration.ofMinutes(62)));
    revocations.reload();
    revocations.deleteExpired();
    assertThat(revocations.list("u1", 10)).hasSize(1);
    assertThat(revocations.list(null, 10)).extracting(Revocation::user).doesNotContain("old");
    revocations.deleteExpired();
    long rows =
        database.read(
            em ->
                em.createQuery("select count(r) from StoredRevocation r", Long.class)
                    .getSingleResult());
    assertThat(rows).isEqualTo(2);
  }

  @Test
  @DisplayName("[T3] [L6] while the database is away nobody is told that tokens are revoked")
  void databaseAway() throws Exception {
    FaultyDataSource faulty = new FaultyDataSource(Databases.H2.fresh());
    Revocations revocations = member(database(faulty.proxy()));
    faulty.away(true);
    assertThatThrownBy(() -> join(revocations.revoke("u1", NOW)))
        .cause()
        .isInstanceOfSatisfying(
            ProtocolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
    assertThatThrownBy(revocations::reload).isInstanceOf(RuntimeException.class);
    assertThat(revocations.areLoaded()).isFalse();
    faulty.away(false);
    join(revocations.revoke("u1", NOW));
    revocations.reload();
    assertThat(revocations.isRevoked(identity("u1", null))).isTrue();
  }
}
