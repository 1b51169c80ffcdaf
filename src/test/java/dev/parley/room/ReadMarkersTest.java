package dev.parley.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ParleyConfig;
import dev.parley.database.Database;
import dev.parley.database.Databases;
import dev.parley.database.FaultyDataSource;
import dev.parley.log.Append;
import dev.parley.log.ChannelLog;
import dev.parley.log.routing.RoutingLog;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Payload;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Publication;
import dev.parley.room.ReadMarkers.Moved;
import dev.parley.room.ReadMarkers.Unread;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReadMarkersTest {
  private final List<AutoCloseable> open = new ArrayList<>();

  /** A member over a database that several may share. */
  private record Member(ReadMarkers markers, ChannelLog log, Database database) {
    void publish(String channel, int times) {
      for (int i = 0; i < times; i++) {
        Publication draft = new Publication(0, 0, Payload.json("1"), null, Map.of());
        join(log.append(new Append(channel, draft, null)));
      }
    }
  }

  private Member member(DataSource source) throws InterruptedException {
    ParleyConfig config = ParleyConfig.of(Map.of("parley.dev", "true"));
    RoutingLog log = RoutingLog.open(source, Map.of(), config, new SimpleMeterRegistry());
    Database database = Database.of(source, Map.of(), Thread::new);
    MemberExecutors executors = new MemberExecutors(config, Thread::new);
    open.addAll(List.of(log, database, executors));
    database.start();
    assertThat(database.awaitOpen()).isTrue();
    // The log opens the database for itself.
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .ignoreException(ProtocolException.class)
        .until(() -> log.heads(List.of("room:a")) != null);
    return new Member(new ReadMarkers(database, log, executors), log, database);
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  @DisplayName(
      "[V3] [V4] a marker only grows, up to the newest publication, for each user and room")
  void grows(Databases kind) throws Exception {
    Member member = member(kind.fresh());
    member.publish("room:a", 3);
    member.publish("room:b", 1);
    ReadMarkers markers = member.markers();
    assertThat(join(markers.move("anna", "room:a", 0))).isEqualTo(new Moved(0, false));
    assertThat(join(markers.move("anna", "room:a", 2))).isEqualTo(new Moved(2, true));
    assertThat(join(markers.move("anna", "room:a", 1))).isEqualTo(new Moved(2, false));
    assertThat(join(markers.move("anna", "room:a", 2))).isEqualTo(new Moved(2, false));
    assertThat(join(markers.move("ben", "room:a", Long.MAX_VALUE))).isEqualTo(new Moved(3, true));
    assertThat(join(markers.unread("anna", List.of("room:a", "room:b", "room:c"))))
        .isEqualTo(
            Map.of(
                "room:a",
                new Unread(2, 3),
                "room:b",
                new Unread(0, 1),
                "room:c",
                new Unread(0, 0)));
    assertThat(join(markers.unread("ben", List.of("room:a"))).get("room:a").count()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  @DisplayName("[V3] of many devices on two members at once the greatest offset wins, each time")
  void atOnce(Databases kind) throws Exception {
    DataSource source = kind.fresh();
    List<Member> members = List.of(member(source), member(source));
    members.get(0).publish("room:a", 8);
    for (int round = 0; round < 20; round++) {
      String user = "user" + round;
      List<CompletableFuture<Moved>> moves =
          IntStream.range(0, 16)
              .mapToObj(
                  i ->
                      members
                          .get(i % 2)
                          .markers()
                          .move(user, "room:a", (i * 5) % 8 + 1)
                          .toCompletableFuture())
              .toList();
      moves.forEach(CompletableFuture::join);
      assertThat(join(members.get(1).markers().unread(user, List.of("room:a"))))
          .as(user)
          .containsEntry("room:a", new Unread(8, 8));
      assertThat(moves).extracting(move -> move.join().moved()).contains(true);
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  @DisplayName("[V4] a marker of another log counts as none, and is replaced")
  void anotherEpoch(Databases kind) throws Exception {
    DataSource source = kind.fresh();
    Member before = member(source);
    before.publish("room:a", 5);
    join(before.markers().move("anna", "room:a", 5));
    before
        .database()
        .inTransaction(
            em ->
                em.createNativeQuery("update parley_channel set epoch = 'new', head = 2")
                    .executeUpdate());
    ReadMarkers after = member(source).markers();
    assertThat(join(after.unread("anna", List.of("room:a"))))
        .containsEntry("room:a", new Unread(0, 2));
    assertThat(join(after.move("anna", "room:a", 1))).isEqualTo(new Moved(1, true));
    assertThat(join(after.unread("anna", List.of("room:a"))))
        .containsEntry("room:a", new Unread(1, 2));
  }

  @Test
  @DisplayName("[V3] [L6] while the database is away both calls may be tried again")
  void databaseAway() throws Exception {
    FaultyDataSource faulty = new FaultyDataSource(Databases.H2.fresh());
    Member member = member(faulty.proxy());
    member.publish("room:a", 1);
    faulty.away(true);
    for (CompletionStage<?> call :
        List.of(
            member.markers().move("anna", "room:a", 1),
            member.markers().unread("anna", List.of("room:a")))) {
      assertThatThrownBy(() -> join(call))
          .cause()
          .isInstanceOfSatisfying(
              ProtocolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
    }
    faulty.away(false);
    assertThat(join(member.markers().move("anna", "room:a", 1))).isEqualTo(new Moved(1, true));
  }
}
