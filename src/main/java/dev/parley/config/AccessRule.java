package dev.parley.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which clients may do something in the channels of a namespace: those of one of these kinds. The
 * server's own API may do everything. Immutable.
 *
 * @param owner the user whose id follows the colon in the channel's name
 * @param subscribers sessions that are subscribed to the channel
 * @param users every session with a valid token
 * @param roles those whose token names one of these groups
 */
public record AccessRule(boolean owner, boolean subscribers, boolean users, Set<String> roles) {
  /** No client. */
  public static final AccessRule NOBODY = new AccessRule(false, false, false, Set.of());

  static final String KIND = "nobody, or a list of owner, subscribers, users, role:NAME";
  private static final String ROLE = "role:";

  /** Freezes the roles. */
  public AccessRule {
    roles = Set.copyOf(roles);
  }

  /**
   * Reads what stands in a configuration, such as {@code subscribers,role:editor}.
   *
   * @throws IllegalArgumentException with a message that says what would be right
   */
  static AccessRule parse(String text) {
    boolean owner = false;
    boolean subscribers = false;
    boolean users = false;
    Set<String> roles = new LinkedHashSet<>();
    for (String each : text.split(",", -1)) {
      String word = each.trim();
      switch (word.toLowerCase(Locale.ROOT)) {
        case "nobody" -> requireAlone(text);
        case "owner" -> owner = true;
        case "subscribers" -> subscribers = true;
        case "users" -> users = true;
        default -> roles.add(role(word));
      }
    }
    return new AccessRule(owner, subscribers, users, roles);
  }

  private static void requireAlone(String text) {
    if (text.contains(",")) {
      throw new IllegalArgumentException("nobody must stand alone");
    }
  }

  private static String role(String word) {
    String name = word.startsWith(ROLE) ? word.substring(ROLE.length()).trim() : "";
    if (name.isEmpty()) {
      throw new IllegalArgumentException("write " + KIND);
    }
    return name;
  }

  /** Whether somebody with these roles is named by one of them. */
  public boolean namesOneOf(Set<String> theirs) {
    for (String role : roles) {
      if (theirs.contains(role)) {
        return true;
      }
    }
    return false;
  }

  /** As a sentence goes on with it, such as {@code its owner and the role editor}. */
  public String words() {
    List<String> words = new ArrayList<>();
    if (owner) {
      words.add("its owner");
    }
    if (subscribers) {
      words.add("its subscribers");
    }
    if (users) {
      words.add("every user");
    }
    roles.stream().sorted().forEach(role -> words.add("the role " + role));
    return words.isEmpty() ? "nobody" : String.join(" and ", words);
  }
}
