package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that publish without a pause into some channels, in turn, and what they were told is
 * stored. Safe for all threads.
 */
final class Publishers {
  private static final int IN_FLIGHT = 8;

  /** A publication that somebody was told is stored. */
  private record Acknowledged(String channel, long offset, String text) {}

  private final List<String> channels;
  private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
  private final AtomicInteger numbers = new AtomicInteger();

  Publishers(String... channels) {
    this.channels = List.of(channels);
  }

  /** Lets a client publish as long as its connection lives, several publications at a time. */
  void add(Client client) {
    for (String channel : channels) {
      client
          .call("subscribe", "{\"channel\":\"" + channel + "\"}")
          .orTimeout(30, TimeUnit.SECONDS)
          .join();
    }
    for (int i = 0; i < IN_FLIGHT; i++) {
      publishOn(client);
    }
  }

  /** How many publications were acknowledged. */
  int acknowledged() {
    return acknowledged.size();
  }

  private void publishOn(Client client) {
    int number = numbers.incrementAndGet();
    String channel = channels.get(number % channels.size());
    String text = "message " + number;
    client
        .call(
            "rpc",
            "{\"method\":\"channel.publish\",\"data\":{\"channel\":\"%s\",\"data\":\"%s\"}}"
                .formatted(channel, text))
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

  /** Fails unless all that was acknowledged is stored, at its offset, and nothing twice. */
  void assertAllIsStored(Member member) {
    Map<String, List<String>> stored = new HashMap<>();
    channels.forEach(channel -> stored.put(channel, Client.wholeLog(member.url(), channel)));
    for (Acknowledged one : acknowledged) {
      List<String> texts = stored.get(one.channel());
      assertThat(texts)
          .as("the log of %s", one.channel())
          .hasSizeGreaterThanOrEqualTo((int) one.offset());
      assertThat(texts.get((int) one.offset() - 1)).isEqualTo(one.text());
    }
    assertThat(stored.values()).allSatisfy(texts -> assertThat(texts).doesNotHaveDuplicates());
  }
}
