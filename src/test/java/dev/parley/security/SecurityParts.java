package dev.parley.security;

import dev.parley.config.ParleyConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

/** The parts of this package, for tests of others: tokens are those of the development issuer. */
public final class SecurityParts {
  public final DevelopmentIssuer issuer;
  public final TokenVerifier tokens;
  public final Permissions permissions;

  /**
   * @param config with the development mode on
   */
  public SecurityParts(ParleyConfig config) {
    issuer = new DevelopmentIssuer(config);
    tokens = new TokenVerifier(new SmallRyeConfigBuilder().build(), issuer);
    permissions = new Permissions(config);
  }
}
