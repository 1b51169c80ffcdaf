package dev.parley.bench;

import dev.parley.log.Append;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;
import dev.parley.protocol.Publication;
import java.util.Map;

/**
 * What is published: 200 bytes of JSON by one user.
 *
 * @param channels how many channels take turns
 * @param keys whether each publication has an idempotency key
 */
record Workload(int channels, boolean keys) {
  private static final ClientInfo INFO = new ClientInfo("alice", "c-0001", null, null);
  private static final String FILLER = "x".repeat(200);

  String channel(int number) {
    return "room:bench-" + number;
  }

  ClientInfo info() {
    return INFO;
  }

  /** Text and bytes are new each time, as they are for a message that has just come in. */
  Payload data(long number) {
    String start = "{\"n\":" + number + ",\"text\":\"";
    return Payload.json(start + FILLER.substring(start.length() + 2) + "\"}");
  }

  Append append(long number) {
    return new Append(
        channel((int) (number % channels)),
        new Publication(0, System.currentTimeMillis(), data(number), INFO, Map.of()),
        keys ? "key-" + number : null);
  }
}
