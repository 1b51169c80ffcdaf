package dev.parley.config;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A key of the HTTP API. It holds the digest and not the key itself. Immutable.
 *
 * @param name identifies the caller in the audit log
 * @param sha256 the digest of the key, 64 hexadecimal digits in lower case
 * @param rights what a caller with the key may do
 */
public record ApiKey(String name, String sha256, Set<Right> rights) {
  /** Copies the rights. */
  public ApiKey {
    rights = Set.copyOf(rights);
  }

  /** A right in the HTTP API. */
  public enum Right {
    /** To publish into channels. */
    PUBLISH,
    /** To read channels, presence and metrics. */
    READ,
    /** Everything, also to control sessions and members. */
    ADMIN;

    /** The word in the configuration. */
    public String word() {
      return ValueType.word(this);
    }

    /** The right of this word; empty if there is none. */
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
