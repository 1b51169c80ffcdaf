package dev.parley.config;

import java.util.List;

/**
 * Checks that the limits of a session fit together. An SDK that reconnects subscribes to all its
 * channels at once, in one message, with the token of each. Holds no state.
 */
final class SessionCheck {
  private static final int BASE_BYTES = 128 * 1024;

  /** Room for a subscribe command with a position and a token signed with RSA, and for more. */
  private static final int BYTES_PER_SUBSCRIPTION = 2 * 1024;

  /** Room for such a command without more. */
  private static final int MIN_BYTES_PER_SUBSCRIPTION = 1024;

  private SessionCheck() {}

  /** The default for the largest message of a client. */
  static long inboundFrameBytes(int subscriptions) {
    return BASE_BYTES + (long) BYTES_PER_SUBSCRIPTION * subscriptions;
  }

  static void check(ParleyConfig config, List<String> problems) {
    int subscriptions = config.get(SessionKeys.SUBSCRIPTIONS);
    for (Key<Integer> key : List.of(SessionKeys.COMMANDS_PER_FRAME, SessionKeys.COMMANDS_WAITING)) {
      require(key.name(), config.get(key), subscriptions, config, problems);
    }
    // All their tokens may have expired.
    require(
        SessionKeys.ERRORS_PER_SESSION.name(),
        config.get(SessionKeys.ERRORS_PER_SESSION),
        subscriptions + 1L,
        config,
        problems);
    long bytes = (long) MIN_BYTES_PER_SUBSCRIPTION * subscriptions;
    int frameBytes = config.inboundFrameBytes();
    require(SessionKeys.INBOUND_FRAME_BYTES.name(), frameBytes, bytes, config, problems);
    requireRate(RateKeys.SESSION_SUBSCRIBE, subscriptions, config, problems);
    requireRate(RateKeys.USER_SUBSCRIBE, subscriptions, config, problems);
    // A session is closed when it sends twice as much at once.
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
              + ": a client that reconnects subscribes to all its channels at once");
    }
  }
}
