package dev.parley.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ParleyConfig;
import dev.parley.database.Database;
import dev.parley.database.Databases;
import dev.parley.database.FaultyDataSource;
import dev.parley.database.PgBouncer;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Payload;
import dev.parley.protocol.ProtocolException;
import dev.parley.security.Permissions.Verb;
import dev.parley.security.TokenException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TicketsTest {
  private static final Identity U1 =
      new Identity(
          "u1",
          Instant.ofEpochSecond(1_700_000_000),
          Instant.ofEpochSecond(4_000_000_000L),
          Payload.json("{\"name\":\"Ann\"}"),
          Set.of("staff"),
          List.of(new Grant("room:a*", Set.of(Verb.PUBLISH, Verb.HISTORY))));
  private static final Identity EXACT =
      new Identity(
          "9223372036854775808",
          Instant.ofEpochMilli(1_700_000_000_123L),
          Instant.ofEpochMilli(4_000_000_000_999L),
          Payload.json("{\"n\": 12345678901234567890123, \"f\":1.0,\"a\":\"\\ud800\",\"a\":null}"),
          Set.of(""),
          List.of());
  private static final Identity NOBODY_KNOWS_WHEN =
      new Identity("u2", null, null, null, Set.of(), List.of());

  private final List<AutoCloseable> open = new ArrayList<>();

  private Database database(DataSource source) {
    Database database = Database.of(source, Map.of(), Thread::new);
    open.add(database);
    database.start();
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(database::isOpen);
    return database;
  }

  private Tickets member(Database database, String... settings) {
    Map<String, String> values = settings.length == 0 ? Map.of() : Map.of(settings[0], settings[1]);
    ParleyConfig config = ParleyConfig.of(values);
    MemberExecutors executors = new MemberExecutors(config, Thread::new);
    open.add(executors);
    return new Tickets(config, database, executors);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static void assertRefused(CompletionStage<Identity> redeemed, Kind kind) {
    assertThatThrownBy(() -> join(redeemed))
        .cause()
        .isInstanceOfSatisfying(TokenException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  @Test
  @EnabledIf("dev.parley.database.PgBouncer#isInstalled")
  @DisplayName("[T2] [L9] so does one of members behind a PgBouncer in transaction mode")
  void behindPgBouncer() throws Exception {
    PgBouncer bouncer = PgBouncer.start(Databases.POSTGRESQL.fresh());
    try {
      Database database = database(Databases.pool(bouncer.urlThatWorks()));
      Tickets one = member(database);
      Tickets two = member(database);
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        texts.add(join(one.issue(U1, null)).text());
      }
      for (String text : texts) {
        assertThat(join(two.redeem(text, null))).isEqualTo(U1);
        assertRefused(one.redeem(text, null), Kind.EXPIRED);
      }
    } finally {
      bouncer.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  @DisplayName("[T2] a ticket carries its owner over to whichever member, once")
  void once(Databases kind) throws Exception {
    DataSource source = kind.fresh();
    Tickets one = member(database(source));
    Tickets two = member(database(source));
    for (Identity owner : List.of(U1, EXACT, NOBODY_KNOWS_WHEN)) {
      String ticket = join(one.issue(owner, null)).text();
      assertThat(join(two.redeem(ticket, null))).isEqualTo(owner);
      assertRefused(one.redeem(ticket, null), Kind.EXPIRED);
      assertRefused(two.redeem(ticket, null), Kind.EXPIRED);
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  @DisplayName("[T2] of many that use a ticket at once, on two members, one is let in")
  void manyAtOnce(Databases kind) throws Exception {
    DataSource source = kind.fresh();
    List<Tickets> members = List.of(member(database(source)), member(database(source)));
    for (int round = 0; round < 20; round++) {
      String ticket = join(members.get(0).issue(U1, null)).text();
      List<CompletableFuture<Identity>> tries =
          IntStream.range(0, 8)
              .mapToObj(i -> members.get(i % 2).redeem(ticket, null).toCompletableFuture())
              .toList();
      long let =
          tries.stream()
              .filter(each -> each.handle((identity, failure) -> identity != null).join())
              .count();
      assertThat(let).as("round " + round).isEqualTo(1);
    }
  }

  @Test
  @DisplayName(
      "[T4] what a back end says of a user is taken as it was written, or answered with 107")
  void ofBackEnds() {
    String info = "{\"n\":12345678901234567890123,\"f\":1.0}";
    Identity identity =
        Tickets.identity("u1", null, Payload.json(info), Map.of("a", List.of("publish")));
    assertThat(identity.info().text()).isEqualTo(info);
    assertThat(identity.isGranted(Verb.PUBLISH, "a")).isTrue();
    assertThat(Tickets.identity("u1", null, null, null).info()).isNull();
    for (String wrong : List.of("5", "\"x\"", "[{}]", "true", "1e400")) {
      assertThatThrownBy(() -> Tickets.identity("u1", null, Payload.json(wrong), null))
          .isInstanceOfSatisfying(
              ProtocolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST))
          .hasMessageContaining("info");
    }
    for (Object wrong :
        Arrays.asList(null, 5L, "publish", List.of(1L), Arrays.asList("publish", null), Map.of())) {
      assertThatThrownBy(
              () -> Tickets.identity("u1", null, null, Collections.singletonMap("a", wrong)))
          .isInstanceOfSatisfying(
              ProtocolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST))
          .hasMessageContaining("channels");
    }
  }

  @Test
  @DisplayName("[T2] tickets are 256 random bits, of which the database has a hash")
  void secrets() throws Exception {
    Database database = database(Databases.H2.fresh());
    Tickets tickets = member(database);
    String first = join(tickets.issue(U1, null)).text();
    String second = join(tickets.issue(U1, null)).text();
    assertThat(first).matches("ticket\\.[\\w-]{43}").isNotEqualTo(second);
    assertThat(join(tickets.issue(U1, null)).toString()).doesNotContain("ticket.");
    List<?> rows =
        database.read(
            em -> em.createNativeQuery("select hash || claims from parley_ticket").getResultList());
    assertThat(rows).hasSize(3);
    assertThat(rows.toString()).contains("u1").doesNotContain(first.substring(7));
  }

  @Test
  @DisplayName("[T2] a ticket that is over lets nobody in, and is deleted")
  void over() throws Exception {
    Database database = database(Databases.H2.fresh());
    Tickets tickets = member(database, "parley.ticket.ttl", "1s");
    String ticket = join(tickets.issue(U1, null)).text();
    String unused = join(tickets.issue(U1, null)).text();
    Tickets longer = member(database);
    String good = join(longer.issue(U1, null)).text();
    Instant end = Instant.now().plusMillis(1001);
    Awaitility.await().until(() -> Instant.now().isAfter(end));
    assertThat(count(database)).isEqualTo(3);
    assertRefused(tickets.redeem(ticket, null), Kind.EXPIRED);
    tickets.deleteExpired();
    assertThat(count(database)).isEqualTo(1);
    assertRefused(tickets.redeem(unused, null), Kind.EXPIRED);
    assertThat(join(longer.redeem(good, null)).user()).isEqualTo("u1");
  }

  private static long count(Database database) {
    return database.read(
        em -> em.createQuery("select count(t) from StoredTicket t", Long.class).getSingleResult());
  }

  @Test
  @DisplayName("[T2] a ticket for an address is of use there only, and is not used up elsewhere")
  void addresses() throws Exception {
    Tickets tickets = member(database(Databases.H2.fresh()));
    String ticket = join(tickets.issue(U1, "192.0.2.1")).text();
    assertRefused(tickets.redeem(ticket, "192.0.2.2"), Kind.INVALID);
    assertRefused(tickets.redeem(ticket, null), Kind.INVALID);
    assertThat(join(tickets.redeem(ticket, "192.0.2.1")).user()).isEqualTo("u1");
  }

  @Test
  @DisplayName("[T2] [L6] while the database is away a ticket is neither made nor refused for good")
  void databaseAway() throws Exception {
    FaultyDataSource faulty = new FaultyDataSource(Databases.H2.fresh());
    Tickets tickets = member(database(faulty.proxy()));
    String ticket = join(tickets.issue(U1, null)).text();
    ParleyConfig config = ParleyConfig.of(Map.of("parley.dev", "true"));
    Authentication authentication = new SecurityParts(config).authentication(tickets);
    faulty.away(true);
    assertThatThrownBy(() -> join(tickets.issue(U1, null)))
        .cause()
        .isInstanceOfSatisfying(
            ProtocolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
    assertRefused(authentication.identify(ticket, HandshakeRequest.NONE), Kind.UNDECIDED);
    faulty.away(false);
    assertThat(join(authentication.identify(ticket, HandshakeRequest.NONE))).isEqualTo(U1);
  }

  @Test
  @DisplayName("[T2] [T3] a ticket of a token that was revoked is void")
  void revoked() throws Exception {
    Tickets tickets = member(database(Databases.H2.fresh()));
    SecurityParts parts = new SecurityParts(ParleyConfig.of(Map.of("parley.dev", "true")));
    String ticket = join(tickets.issue(U1, null)).text();
    parts.revocations.add(new Revocations.Revocation("u1", U1.issued().plusMillis(1), Instant.MAX));
    assertRefused(
        parts.authentication(tickets).identify(ticket, HandshakeRequest.NONE), Kind.INVALID);
  }
}
