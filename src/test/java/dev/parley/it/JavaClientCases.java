package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.centrifugal.centrifuge.Client;
import io.github.centrifugal.centrifuge.ConnectionTokenEvent;
import io.github.centrifugal.centrifuge.ConnectionTokenGetter;
import io.github.centrifugal.centrifuge.DuplicateSubscriptionException;
import io.github.centrifugal.centrifuge.EventListener;
import io.github.centrifugal.centrifuge.HistoryOptions;
import io.github.centrifugal.centrifuge.HistoryResult;
import io.github.centrifugal.centrifuge.Options;
import io.github.centrifugal.centrifuge.PresenceResult;
import io.github.centrifugal.centrifuge.PresenceStatsResult;
import io.github.centrifugal.centrifuge.PublicationEvent;
import io.github.centrifugal.centrifuge.PublishResult;
import io.github.centrifugal.centrifuge.RPCResult;
import io.github.centrifugal.centrifuge.ReplyError;
import io.github.centrifugal.centrifuge.ResultCallback;
import io.github.centrifugal.centrifuge.SubscribedEvent;
import io.github.centrifugal.centrifuge.Subscription;
import io.github.centrifugal.centrifuge.SubscriptionEventListener;
import io.github.centrifugal.centrifuge.SubscriptionOptions;
import io.github.centrifugal.centrifuge.TokenCallback;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The official client for Java and Android, unchanged. It speaks Protobuf only. */
abstract class JavaClientCases {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private final Member member;

  JavaClientCases(Member member) {
    this.member = member;
  }

  @Test
  @DisplayName(
      "[K1] the official Java client publishes, receives, and asks for history, presence and an RPC")
  void everything() throws Exception {
    String channel = "room:java-" + System.nanoTime();
    RecordingListener listener = new RecordingListener();
    Client client = client("ann");
    try {
      Subscription subscription = subscribe(client, channel, listener);
      answer(PublishResult.class, done -> subscription.publish(bytes("{\"n\":1}"), done));
      answer(PublishResult.class, done -> client.publish(channel, bytes("{\"n\":2}"), done));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(listener.publications).containsExactly("1 {\"n\":1}", "2 {\"n\":2}"));

      HistoryOptions page = new HistoryOptions.Builder().withLimit(-1).build();
      HistoryResult history = answer(HistoryResult.class, done -> subscription.history(page, done));
      assertThat(history.getPublications())
          .extracting(publication -> text(publication.getData()))
          .containsExactly("{\"n\":1}", "{\"n\":2}");
      assertThat(history.getOffset()).isEqualTo(2);
      assertThat(history.getPublications().get(0).getInfo().getUser()).isEqualTo("ann");

      PresenceResult presence = answer(PresenceResult.class, subscription::presence);
      assertThat(presence.getClients().values())
          .singleElement()
          .satisfies(info -> assertThat(info.getUser()).isEqualTo("ann"));
      PresenceStatsResult stats = answer(PresenceStatsResult.class, subscription::presenceStats);
      assertThat(stats.getNumClients()).isEqualTo(1);

      String call = "{\"channel\":\"" + channel + "\",\"data\":3,\"idempotency_key\":\"k\"}";
      RPCResult position =
          answer(RPCResult.class, done -> client.rpc("channel.publish", bytes(call), done));
      assertThat(text(position.getData())).startsWith("{\"offset\":3,");
    } finally {
      client.close(1000);
    }
  }

  @Test
  @DisplayName("[L4] the official Java client recovers what it has missed, once and in order")
  void recovery() throws Exception {
    String channel = "room:java-" + System.nanoTime();
    RecordingListener listener = new RecordingListener();
    Client ann = client("ann");
    Client ben = client("ben");
    try {
      subscribe(ann, channel, listener);
      Subscription writer = subscribe(ben, channel, new RecordingListener());
      answer(PublishResult.class, done -> writer.publish(bytes("1"), done));
      await().atMost(PATIENCE).until(() -> listener.publications.size() == 1);
      ann.disconnect();
      for (int n = 2; n <= 5; n++) {
        byte[] data = bytes(Integer.toString(n));
        answer(PublishResult.class, done -> writer.publish(data, done));
      }
      ann.connect();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(listener.publications)
                      .containsExactly("1 1", "2 2", "3 3", "4 4", "5 5"));
      assertThat(listener.subscribed).hasSize(2);
      assertThat(listener.subscribed.get(1).wasRecovering()).isTrue();
      assertThat(listener.subscribed.get(1).getRecovered()).isTrue();
    } finally {
      ann.close(1000);
      ben.close(1000);
    }
  }

  @Test
  @DisplayName("[K1] data that is no JSON is refused with 107")
  void dataIsJson() throws Exception {
    String channel = "room:java-" + System.nanoTime();
    Client client = client("ann");
    try {
      Subscription subscription = subscribe(client, channel, new RecordingListener());
      Assertions.assertThatThrownBy(
              () ->
                  answer(
                      PublishResult.class,
                      done -> subscription.publish(new byte[] {0, 1, 2}, done)))
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOfSatisfying(
              ReplyError.class, error -> assertThat(error.getCode()).isEqualTo(107))
          .hasMessageContaining("data must be JSON");
    } finally {
      client.close(1000);
    }
  }

  private Client client(String user) {
    Options options = new Options();
    options.setTokenGetter(
        new ConnectionTokenGetter() {
          @Override
          public void getConnectionToken(ConnectionTokenEvent event, TokenCallback callback) {
            callback.Done(null, dev.parley.it.Client.token(member.url(), user));
          }
        });
    String url = member.url().replaceFirst("^http", "ws") + "/connection/websocket";
    Client client = new Client(url, options, new EventListener() {});
    client.connect();
    return client;
  }

  private static Subscription subscribe(Client client, String channel, RecordingListener listener)
      throws DuplicateSubscriptionException {
    SubscriptionOptions options = new SubscriptionOptions();
    options.setRecoverable(true);
    Subscription subscription = client.newSubscription(channel, options, listener);
    subscription.subscribe();
    await().atMost(PATIENCE).until(() -> !listener.subscribed.isEmpty());
    return subscription;
  }

  /** The result of one question; the error, if that is the answer. */
  private static <T> T answer(Class<T> type, Consumer<ResultCallback<T>> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    question.accept(
        (error, result) -> {
          if (error != null) {
            answer.completeExceptionally(error);
          } else {
            answer.complete(type.cast(result));
          }
        });
    return answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Keeps what one subscription receives. */
  private static final class RecordingListener extends SubscriptionEventListener {
    final List<SubscribedEvent> subscribed = new CopyOnWriteArrayList<>();

    /** Offset and data. */
    final List<String> publications = new CopyOnWriteArrayList<>();

    @Override
    public void onSubscribed(Subscription subscription, SubscribedEvent event) {
      subscribed.add(event);
    }

    @Override
    public void onPublication(Subscription subscription, PublicationEvent event) {
      publications.add(event.getOffset() + " " + text(event.getData()));
    }
  }
}
