package dev.parley.channel;

import dev.parley.config.Namespace;
import dev.parley.config.ParleyConfig;
import dev.parley.config.Setting;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Printable;
import dev.parley.protocol.ProtocolException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Which names channels may have, and whose rules they follow. Immutable. */
@Singleton
public class ChannelNames {
  private final ParleyConfig config;

  /** Takes limits and namespaces from the configuration. */
  @Inject
  public ChannelNames(ParleyConfig config) {
    this.config = config;
  }

  /**
   * The namespace of a channel, its name checked.
   *
   * @throws ProtocolException 107 for a name that no channel may have, 102 for a namespace that is
   *     not configured
   */
  public Namespace namespaceOf(String channel) {
    int most = config.count(Setting.CHANNEL_NAME_LENGTH);
    if (channel.isEmpty() || channel.length() > most) {
      throw new ProtocolException(
          ErrorCode.BAD_REQUEST, "a channel's name must have 1 to " + most + " characters");
    }
    if (!channel.codePoints().allMatch(ChannelNames::isAllowed)) {
      throw new ProtocolException(
          ErrorCode.BAD_REQUEST,
          "a channel's name must be of visible characters, without spaces or control characters");
    }
    return config
        .namespaceOf(channel)
        .orElseThrow(
            () ->
                new ProtocolException(
                    ErrorCode.UNKNOWN_CHANNEL,
                    "no namespace is configured for this channel; see parley.namespaces"));
  }

  private static boolean isAllowed(int c) {
    return Printable.shows(c) && Character.getType(c) != Character.SPACE_SEPARATOR;
  }
}
