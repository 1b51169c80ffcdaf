package dev.parley.security;

import java.util.Objects;
import java.util.Set;

/**
 * A right that a token gives in some channels. Immutable.
 *
 * @param channels a pattern of channel names, in which each {@code *} matches any characters, also
 *     none
 * @param verbs the allowed actions
 */
public record Grant(String channels, Set<Permissions.Verb> verbs) {
  /** Freezes the verbs. */
  public Grant {
    Objects.requireNonNull(channels, "channels");
    verbs = Set.copyOf(verbs);
  }

  boolean allows(Permissions.Verb verb, String channel) {
    return verbs.contains(verb) && matches(channels, channel);
  }

  /**
   * Whether a name matches a pattern, in which each {@code *} matches any characters, also none.
   * The time is at most the product of both lengths: after a mismatch only the last star takes one
   * more character.
   */
  public static boolean matches(String pattern, String name) {
    int at = 0;
    int next = 0;
    int afterStar = -1;
    int taken = 0;
    while (next < name.length()) {
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        afterStar = ++at;
        taken = next;
      } else if (at < pattern.length() && pattern.charAt(at) == name.charAt(next)) {
        at++;
        next++;
      } else if (afterStar >= 0) {
        at = afterStar;
        next = ++taken;
      } else {
        return false;
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == '*') {
      at++;
    }
    return at == pattern.length();
  }
}
