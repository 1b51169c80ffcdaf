package dev.parley.security;

import java.util.Objects;
import java.util.Set;

/**
 * What a token lets its bearer do in some channels. Immutable.
 *
 * @param channels the name of a channel, in which each {@code *} stands for any characters, also
 *     none
 * @param verbs what may be done there
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
   * Whether a name is one of those that a pattern stands for, in which each {@code *} is any
   * characters, also none. In time of at most the product of both lengths, whatever the pattern:
   * after a mismatch only the last star is given one character more.
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
