package dev.parley.config;

import java.util.List;

/**
 * Looks whether the limits of a session fit together: an SDK that comes back subscribes to all its
 * channels at once, in one message, with the token of each. Holds no state.
 */
final class SessionCheck {
  private static final int BYTES_OF_FRAME = 128 * 1024;

  /** A subscribe command with a position and a token that is signed by RSA, and room for more. */
  private static final int BYTES_OF_SUBSCRIPTION = 2 * 1024;

  /** The same without the room. */
  private static final int LEAST_BYTES_OF_SUBSCRIPTION = 1024;

  private SessionCheck() {}

  /** What the largest message has where nobody has set it. */
  static long inboundFrameBytes(int subscriptions) {
    return BYTES_OF_FRAME + (long) BYTES_OF_SUBSCRIPTION * subscriptions;
  }

  static void of(ParleyConfig config, List<String> problems) {
    int subscriptions = config.get(SessionKeys.SUBSCRIPTIONS);
    for (Key<Integer> key : List.of(SessionKeys.COMMANDS_PER_FRAME, SessionKeys.COMMANDS_WAITING)) {
      require(key.name(), config.get(key), subscriptions, config, problems);
    }
    // Their tokens may all be over by then.
    require(
        SessionKeys.ERRORS_PER_SESSION.name(),
        config.get(SessionKeys.ERRORS_PER_SESSION),
        subscriptions + 1L,
        config,
        problems);
    long bytes = (long) LEAST_BYTES_OF_SUBSCRIPTION * subscriptions;
    int frameBytes = config.inboundFrameBytes();
    require(SessionKeys.INBOUND_FRAME_BYTES.name(), frameBytes, bytes, config, problems);
    requireRate(RateKeys.SESSION_SUBSCRIBE, subscriptions, config, problems);
    requireRate(RateKeys.USER_SUBSCRIBE, subscriptions, config, problems);
    // Beyond that a session is closed: twice as much may come at once.
    requireRate(RateKeys.SESSION_BYTES, bytes / 2, config, problems);
    if (config.get(ClusterKeys.DISCOVERY) != ClusterKeys.Discovery.NONE
        && config.get(ClusterKeys.QUEUE_BYTES) < 2L * frameBytes) {
      problems.add(
          ClusterKeys.QUEUE_BYTES.name()
              + " must be at least "
              + 2L * frameBytes
              + ", room for two of the largest messages of clients ("
              + SessionKeys.INBOUND_FRAME_BYTES.name()
              + ")");
    }
  }

  private static void requireRate(
      Key<Rate> key, long least, ParleyConfig config, List<String> problems) {
    Rate rate = config.get(key);
    if (!rate.isOff()) {
      require(key.name(), rate.count(), least, config, problems);
    }
  }

  private static void require(
      String key, long value, long least, ParleyConfig config, List<String> problems) {
    if (value < least) {
      problems.add(
          key
              + " must be at least "
              + least
              + " beside "
              + SessionKeys.SUBSCRIPTIONS.name()
              + "="
              + config.get(SessionKeys.SUBSCRIPTIONS)
              + ": a client that comes back subscribes to all its channels at once");
    }
  }
}
