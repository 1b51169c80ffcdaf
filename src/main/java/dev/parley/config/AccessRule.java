package dev.parley.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Says which clients may do something in the channels of a namespace. A client needs one of the
 * parts. The rule does not apply to the HTTP API. Immutable.
 *
 * @param owner allows the user whose id follows the colon in the name of the channel
 * @param subscribers allows sessions that are subscribed to the channel
 * @param users allows every session with a valid token
 * @param roles allows sessions whose token has one of these groups
 */
public record AccessRule(boolean owner, boolean subscribers, boolean users, Set<String> roles) {
  /** No client. */
  public static final AccessRule NOBODY = new AccessRule(false, false, false, Set.of());

  static final String KIND = "nobody, or a list of owner, subscribers, users, role:NAME";
  private static final String ROLE = "role:";

  /** Copies the roles. */
  public AccessRule {
    roles = Set.copyOf(roles);
  }

  /**
   * Reads a rule such as {@code subscribers,role:editor}.
   *
   * @throws IllegalArgumentException whose message says what to write
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
      throw new IllegalArgumentException("nobody must be the only word");
    }
  }

  private static String role(String word) {
    String name = word.startsWith(ROLE) ? word.substring(ROLE.length()).trim() : "";
    if (name.isEmpty()) {
      throw new IllegalArgumentException("write " + KIND);
    }
    return name;
  }

  /** Whether one of these roles is allowed. */
  public boolean namesOneOf(Set<String> theirs) {
    for (String role : roles) {
      if (theirs.contains(role)) {
        return true;
      }
    }
    return false;
  }

  /** The rule as a part of a sentence, such as {@code its owner and the role editor}. */
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
