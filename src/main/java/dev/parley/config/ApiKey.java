package dev.parley.config;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A key of the HTTP API, as it is configured: nobody can read the key out of it. Immutable.
 *
 * @param name says whose key it is, in the audit log
 * @param sha256 the digest of the key, 64 hexadecimal digits in lower case
 * @param rights what it opens
 */
public record ApiKey(String name, String sha256, Set<Right> rights) {
  /** Freezes the rights. */
  public ApiKey {
    rights = Set.copyOf(rights);
  }

  /** What somebody may do by the HTTP API. */
  public enum Right {
    /** To publish into channels. */
    PUBLISH,
    /** To read channels, who is there, and what this member counts. */
    READ,
    /** All, and to give orders to sessions and to members. */
    ADMIN;

    /** Its word in the configuration. */
    public String word() {
      return ValueType.word(this);
    }

    /** The right of that word; empty if there is none. */
    public static Optional<Right> of(String word) {
      return Stream.of(values()).filter(right -> right.word().equals(word)).findFirst();
    }
  }

  /** Reads the settings of one key. */
  static ApiKey read(String name, KeyReader reader) {
    return new ApiKey(
        name,
        reader.read(SecurityKeys.API_KEY_HASH.named(name)),
        reader.read(SecurityKeys.API_KEY_RIGHTS.named(name)));
  }
}
