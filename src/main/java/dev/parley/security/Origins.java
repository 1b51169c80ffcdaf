package dev.parley.security;

import dev.parley.config.AllowedOrigin;
import dev.parley.config.ParleyConfig;
import dev.parley.config.SecurityKeys;
import dev.parley.config.ServerKeys;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * The origins whose pages may open a connection. A browser sends the origin of the page. Other
 * programs send none and are allowed, because they could send any origin. Immutable. Source: RFC
 * 6454; RFC 6455, section 10.2.
 */
@Singleton
public class Origins {
  private final List<AllowedOrigin> allowed;
  private final boolean development;

  @Inject
  Origins(ParleyConfig config) {
    this.allowed = config.get(SecurityKeys.ORIGINS);
    this.development = config.get(ServerKeys.DEV);
  }

  /**
   * Whether a page of this origin may connect.
   *
   * @param origin the Origin header; null or empty if there was none
   * @param host the Host header, for the page's own origin; may be null
   */
  public boolean allow(String origin, String host) {
    if (origin == null || origin.isEmpty()) {
      return true;
    }
    String asked = origin.toLowerCase(Locale.ROOT);
    return allowed.stream().anyMatch(each -> each.isEveryone() || each.names(asked))
        || (development && isSame(asked, host));
  }

  /**
   * Whether the configuration names this origin, by itself or as one below a domain, and so trusts
   * its pages with credentials.
   */
  public boolean names(String origin) {
    String asked = origin.toLowerCase(Locale.ROOT);
    return allowed.stream().anyMatch(each -> each.names(asked));
  }

  private static boolean isSame(String origin, String host) {
    try {
      return host != null
          && host.toLowerCase(Locale.ROOT).equals(URI.create(origin).getAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
