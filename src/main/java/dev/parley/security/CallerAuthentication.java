package dev.parley.security;

import dev.parley.config.ApiKey.Right;
import dev.parley.config.ParleyConfig;
import dev.parley.config.SecurityKeys;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Authenticates callers of the HTTP API: by an API key, or by a token like those of clients, whose
 * groups give rights. Safe for all threads.
 */
@Singleton
public class CallerAuthentication {
  private final ApiKeys keys;
  private final TokenVerifier tokens;
  private final Map<Right, List<String>> groups = new EnumMap<>(Right.class);

  @Inject
  CallerAuthentication(ApiKeys keys, TokenVerifier tokens, ParleyConfig config) {
    this.keys = keys;
    this.tokens = tokens;
    groups.put(Right.PUBLISH, config.get(SecurityKeys.API_ROLE_PUBLISH));
    groups.put(Right.READ, config.get(SecurityKeys.API_ROLE_READ));
    groups.put(Right.ADMIN, config.get(SecurityKeys.API_ROLE_ADMIN));
  }

  /** Whether the configuration gives any caller a right; otherwise the API is closed. */
  public boolean isOpen() {
    return !keys.isEmpty() || groups.values().stream().anyMatch(names -> !names.isEmpty());
  }

  /**
   * Authenticates the caller of a request. A user without any right is a caller too.
   *
   * @param key the header {@code X-API-Key}, or null; it takes precedence
   * @param authorization the header {@code Authorization}, or null: {@code Bearer} and a token, or
   *     {@code apikey} and a key
   * @throws ProtocolException 101 without a key or token that is valid here, 109 for a token that
   *     has expired, 103 when the API is closed, 100 while the issuer's keys cannot be fetched
   */
  public Caller identify(String key, String authorization) {
    if (key != null) {
      return byKey(key);
    }
    String[] words = authorization == null ? new String[0] : authorization.trim().split(" +", 2);
    if (words.length == 2) {
      switch (words[0].toLowerCase(Locale.ROOT)) {
        case "apikey":
          return byKey(words[1]);
        case "bearer":
          return byToken(words[1]);
        default:
          break;
      }
    }
    throw reject("send an API key (X-API-Key: …) or a token (Authorization: Bearer …)");
  }

  private Caller byKey(String key) {
    return keys.find(key).orElseThrow(() -> reject("this API key is not known"));
  }

  private Caller byToken(String token) {
    try {
      Identity identity = tokens.verify(token);
      return new Caller("user:" + identity.user(), identity, token, rights(identity));
    } catch (TokenException e) {
      throw new ProtocolException(
          switch (e.kind()) {
            case INVALID -> ErrorCode.UNAUTHORIZED;
            case EXPIRED -> ErrorCode.TOKEN_EXPIRED;
            case UNDECIDED -> ErrorCode.INTERNAL;
          },
          e.getMessage(),
          e);
    }
  }

  private Set<Right> rights(Identity identity) {
    Set<Right> rights = EnumSet.noneOf(Right.class);
    groups.forEach(
        (right, names) -> {
          if (!Collections.disjoint(names, identity.roles())) {
            rights.add(right);
          }
        });
    return rights;
  }

  private ProtocolException reject(String problem) {
    return isOpen()
        ? new ProtocolException(ErrorCode.UNAUTHORIZED, problem)
        : new ProtocolException(
            ErrorCode.PERMISSION_DENIED,
            "the API is closed: set parley.api.key, parley.api.keys or parley.api.role.admin");
  }
}
