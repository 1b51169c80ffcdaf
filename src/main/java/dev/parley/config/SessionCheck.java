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
    int subscriptions = config.count(Setting.SUBSCRIPTIONS);
    for (Setting setting : List.of(Setting.COMMANDS_PER_FRAME, Setting.COMMANDS_WAITING)) {
      require(setting.key(), config.count(setting), subscriptions, config, problems);
    }
    // Their tokens may all be over by then.
    require(
        Setting.ERRORS_PER_SESSION.key(),
        config.count(Setting.ERRORS_PER_SESSION),
        subscriptions + 1L,
        config,
        problems);
    long bytes = (long) LEAST_BYTES_OF_SUBSCRIPTION * subscriptions;
    int frameBytes = config.inboundFrameBytes();
    require(Setting.INBOUND_FRAME_BYTES.key(), frameBytes, bytes, config, problems);
    requireRate(RateSetting.SESSION_SUBSCRIBE, subscriptions, config, problems);
    requireRate(RateSetting.USER_SUBSCRIBE, subscriptions, config, problems);
    // Beyond that a session is closed: twice as much may come at once.
    requireRate(RateSetting.SESSION_BYTES, bytes / 2, config, problems);
    if (config.discovery() != ParleyConfig.Discovery.NONE
        && config.bytes(Setting.CLUSTER_QUEUE_BYTES) < 2L * frameBytes) {
      problems.add(
          Setting.CLUSTER_QUEUE_BYTES.key()
              + " must be at least "
              + 2L * frameBytes
              + ", room for two of the largest messages of clients ("
              + Setting.INBOUND_FRAME_BYTES.key()
              + ")");
    }
  }

  private static void requireRate(
      RateSetting setting, long least, ParleyConfig config, List<String> problems) {
    Rate rate = config.rate(setting);
    if (!rate.isOff()) {
      require(setting.key(), rate.count(), least, config, problems);
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
              + Setting.SUBSCRIPTIONS.key()
              + "="
              + config.count(Setting.SUBSCRIPTIONS)
              + ": a client that comes back subscribes to all its channels at once");
    }
  }
}
