package dev.parley.security;

import dev.parley.config.LimitKeys;
import dev.parley.config.Namespace;
import dev.parley.config.ParleyConfig;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Fields;
import dev.parley.protocol.ProtocolException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Checks the ids of users. A valid id fits into the database and into the names of the channels
 * that the server subscribes the user to. Immutable.
 */
@Singleton
public class UserIds {
  /** Of the column {@code user_id} of the log. */
  private static final int LONGEST = 255;

  private final int most;

  /** Reads the greatest length from the configuration. */
  @Inject
  public UserIds(ParleyConfig config) {
    int before =
        config.namespaces().stream()
            .filter(Namespace::autoSubscribe)
            .mapToInt(namespace -> namespace.name().length() + ":".length())
            .max()
            .orElse(0);
    this.most = Math.max(1, Math.min(LONGEST, config.get(LimitKeys.CHANNEL_NAME_LENGTH) - before));
  }

  /** The problem with an id, as the second half of a sentence; null if it is valid. */
  public String problem(String user) {
    if (user.isEmpty() || user.length() > most) {
      return "must have 1 to " + most + " characters";
    }
    // PostgreSQL cannot store it.
    return user.indexOf('\0') >= 0 ? "must not have a character U+0000" : null;
  }

  /**
   * The user that a request names.
   *
   * @throws ProtocolException 107 if it names none, or one that cannot be
   */
  public String of(Fields request) {
    String user = request.needText("user");
    String problem = problem(user);
    if (problem != null) {
      throw new ProtocolException(ErrorCode.BAD_REQUEST, "user " + problem);
    }
    return user;
  }
}
