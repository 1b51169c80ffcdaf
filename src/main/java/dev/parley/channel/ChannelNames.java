package dev.parley.channel;

import dev.parley.config.LimitKeys;
import dev.parley.config.Namespace;
import dev.parley.config.ParleyConfig;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Checks the names of channels, and finds their namespaces. Immutable. */
@Singleton
public class ChannelNames {
  /** Joins several emoji to one. */
  private static final int JOINER = 0x200D;

  /** Stands within words of Persian and other languages. */
  private static final int NON_JOINER = 0x200C;

  private final ParleyConfig config;

  /** Takes limits and namespaces from the configuration. */
  @Inject
  public ChannelNames(ParleyConfig config) {
    this.config = config;
  }

  /**
   * Checks the name of a channel, and returns its namespace.
   *
   * @throws ProtocolException 107 for a name that no channel may have, 102 for a namespace that is
   *     not configured
   */
  public Namespace namespaceOf(String channel) {
    int most = config.get(LimitKeys.CHANNEL_NAME_LENGTH);
    if (channel.isEmpty() || channel.length() > most) {
      throw new ProtocolException(
          ErrorCode.BAD_REQUEST, "a channel's name must have 1 to " + most + " characters");
    }
    channel
        .codePoints()
        .filter(c -> !isAllowed(c))
        .findFirst()
        .ifPresent(
            c -> {
              throw new ProtocolException(
                  ErrorCode.BAD_REQUEST,
                  "a channel's name must not have the character " + named(c));
            });
    return config
        .namespaceOf(channel)
        .orElseThrow(
            () ->
                new ProtocolException(
                    ErrorCode.UNKNOWN_CHANNEL,
                    "no namespace is configured for this channel; see parley.namespaces"));
  }

  /**
   * Allows all characters but those that break a line, cannot be encoded, or are invisible and
   * change their neighbours. Characters that are newer than this Java are allowed: there are new
   * emoji each year.
   */
  private static boolean isAllowed(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.FORMAT -> c == JOINER || c == NON_JOINER || isTag(c);
      case Character.UNASSIGNED -> !isNoncharacter(c);
      default -> true;
    };
  }

  /** The emoji of England, Scotland and Wales are a flag and some of these. */
  private static boolean isTag(int c) {
    return c >= 0xE0020 && c <= 0xE007F;
  }

  /** A code point that Unicode will never assign, section 23.7. */
  private static boolean isNoncharacter(int c) {
    return (c & 0xFFFE) == 0xFFFE || c >= 0xFDD0 && c <= 0xFDEF;
  }

  private static String named(int c) {
    String name = Character.getName(c);
    return String.format("U+%04X", c) + (name == null ? "" : " (" + name + ")");
  }
}
