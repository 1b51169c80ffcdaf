package dev.parley.cluster;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;
import dev.parley.protocol.Publication;
import dev.parley.protocol.Push;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Signals for tests. */
public final class Signals {
  private static final ClientInfo INFO =
      new ClientInfo("ünser", "c1", Payload.json("{\"name\":\"Zoë\"}"), null);

  private Signals() {}

  public static Signal published(String channel, long offset) {
    return published(channel, offset, Payload.json("{\"n\":" + offset + ",\"t\":\"🎉\"}"));
  }

  public static Signal published(String channel, long offset, Payload data) {
    Publication publication = new Publication(offset, 1234 + offset, data, INFO, Map.of("k", "ü"));
    return new Signal("epoch-1", new Push.Published(channel, publication, "epoch-1"));
  }

  public static List<Signal> many(String channel, int count) {
    return LongStream.rangeClosed(1, count).mapToObj(i -> published(channel, i)).toList();
  }

  /** One of each kind that is sent to other members. */
  public static List<Signal> ofEachKind(String channel) {
    return List.of(
        published(channel, 7),
        new Signal(
            "",
            new Push.Published(
                channel, new Publication(0, 5, Payload.bytes(new byte[0]), null, Map.of()))),
        new Signal(
            "",
            new Push.Published(
                channel,
                new Publication(
                    0,
                    6,
                    INFO.connInfo(),
                    new ClientInfo("", "c2", null, INFO.connInfo()),
                    Map.of()))),
        new Signal("", new Push.Unsubscribed(channel, 2500, "insufficient state")));
  }
}
