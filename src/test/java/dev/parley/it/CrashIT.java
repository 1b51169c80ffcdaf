package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.JsonTree;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Kills the server in the middle of concurrent publishing, and looks whether it kept its word. */
class CrashIT {
  private static final int PUBLISHERS = 6;
  private static final int IN_FLIGHT = 8;
  private static final int ROOMS = 3;
  private static final int KILLS = 2;
  private static final int ACKNOWLEDGED_BEFORE_A_KILL = 1500;

  /** A publication that somebody was told is stored. */
  private record Acknowledged(String channel, long offset, String text) {}

  private final ConcurrentLinkedQueue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
  private final AtomicInteger numbers = new AtomicInteger();

  @Test
  @DisplayName("[L1] [L2] kill -9 under load loses nothing that was acknowledged, on H2")
  void killingTheServerLosesNothingOnH2() {
    try (Member member = Member.of("crash-h2", Map.of("PARLEY_DEV", "true"))) {
      publishAndKill(member);
    }
  }

  @Test
  @DisplayName("[L1] [L2] kill -9 under load loses nothing that was acknowledged, on PostgreSQL")
  void killingTheServerLosesNothingOnPostgres() throws IOException {
    try (EmbeddedPostgres postgres =
            EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
        Member member =
            Member.of(
                "crash-postgres",
                Map.of(
                    "PARLEY_DEV", "true",
                    "PARLEY_DB_URL",
                        "jdbc:postgresql://localhost:"
                            + postgres.getPort()
                            + "/postgres?reWriteBatchedInserts=true",
                    "PARLEY_DB_USER", "postgres"))) {
      publishAndKill(member);
    }
  }

  private void publishAndKill(Member member) {
    member.start();
    for (int kill = 0; kill < KILLS; kill++) {
      int before = acknowledged.size();
      List<Client> clients = new ArrayList<>();
      for (int i = 0; i < PUBLISHERS; i++) {
        Client client = Client.connect(member.url(), "publisher" + i);
        clients.add(client);
        for (int room = 0; room < ROOMS; room++) {
          client
              .call("subscribe", "{\"channel\":\"room:crash" + room + "\"}")
              .orTimeout(30, TimeUnit.SECONDS)
              .join();
        }
      }
      for (Client client : clients) {
        for (int i = 0; i < IN_FLIGHT; i++) {
          publishOn(client);
        }
      }
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> acknowledged.size() >= before + ACKNOWLEDGED_BEFORE_A_KILL);
      member.kill();
      clients.forEach(Client::close);
      member.start();
      verify(member);
    }
  }

  /** Publishes one after the other, as long as the connection lives. */
  private void publishOn(Client client) {
    int number = numbers.incrementAndGet();
    String channel = "room:crash" + number % ROOMS;
    String text = "message " + number;
    client
        .call(
            "rpc",
            "{\"method\":\"channel.publish\",\"data\":{\"channel\":\""
                + channel
                + "\",\"data\":\""
                + text
                + "\"}}")
        .thenAccept(
            reply -> {
              if (reply.get("rpc") instanceof Map<?, ?> rpc
                  && rpc.get("data") instanceof Map<?, ?> data
                  && data.get("offset") instanceof Number offset) {
                acknowledged.add(new Acknowledged(channel, offset.longValue(), text));
              }
              publishOn(client);
            });
  }

  private void verify(Member member) {
    Map<String, List<String>> stored = new HashMap<>();
    for (int room = 0; room < ROOMS; room++) {
      stored.put("room:crash" + room, readAll(member, "room:crash" + room));
    }
    for (Acknowledged one : acknowledged) {
      List<String> texts = stored.get(one.channel());
      assertThat(texts)
          .as("the log of %s", one.channel())
          .hasSizeGreaterThanOrEqualTo((int) one.offset());
      assertThat(texts.get((int) one.offset() - 1)).isEqualTo(one.text());
    }
    for (List<String> texts : stored.values()) {
      assertThat(texts).doesNotHaveDuplicates();
    }
  }

  /** The whole log of a channel; entry i must have offset i + 1. */
  private static List<String> readAll(Member member, String channel) {
    List<String> texts = new ArrayList<>();
    while (true) {
      Map<String, Object> answer =
          Client.api(
              member.url(),
              "history",
              "{\"channel\":\""
                  + channel
                  + "\",\"limit\":1000,\"since\":{\"offset\":"
                  + texts.size()
                  + "}}");
      Map<?, ?> page = (Map<?, ?>) answer.get("result");
      assertThat(page).as("%s", answer).isNotNull();
      if (!(page.get("publications") instanceof List<?> publications)) {
        return texts;
      }
      for (Object publication : publications) {
        assertThat(JsonTree.number(JsonTree.map(publication), "offset"))
            .isEqualTo(texts.size() + 1);
        texts.add((String) ((Map<?, ?>) publication).get("data"));
      }
    }
  }
}
