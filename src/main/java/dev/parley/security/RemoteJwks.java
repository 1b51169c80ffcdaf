package dev.parley.security;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetParseException;
import com.nimbusds.jose.jwk.source.JWKSetRetrievalException;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.URLBasedJWKSetSource;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.IOException;
import java.net.URL;
import java.security.Key;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The key set of an issuer, fetched from a URL: when it is first needed, when it is old, and when a
 * token names an unknown key. Unknown keys cause only a few fetches in some time, so invented names
 * do no harm. While the issuer is down, the known keys stay valid for a day; a token with another
 * key cannot be decided then. Safe for all threads; a caller may wait for the issuer.
 */
final class RemoteJwks implements JWSKeySelector<SecurityContext> {
  private static final System.Logger LOG = System.getLogger(RemoteJwks.class.getName());
  private static final Duration FRESH = Duration.ofMinutes(5);
  private static final Duration GOOD_WITHOUT_ISSUER = Duration.ofDays(1);
  private static final Duration BETWEEN_UNKNOWN_KEYS = Duration.ofSeconds(30);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);
  private static final int FETCH_MILLIS = 2000;
  private static final int FETCH_BYTES = 256 * 1024;

  private final Source source;
  private final JWSVerificationKeySelector<SecurityContext> selector;

  RemoteJwks(URL url, Set<JWSAlgorithm> algorithms) {
    this(url, algorithms, FRESH, BETWEEN_UNKNOWN_KEYS);
  }

  /**
   * @param fresh how long a key set is cached
   * @param betweenUnknownKeys the time in which it is fetched a few times at most
   */
  RemoteJwks(URL url, Set<JWSAlgorithm> algorithms, Duration fresh, Duration betweenUnknownKeys) {
    this.source = new Source(url, new KeySetReader(VerificationKeys.LOCATION, algorithms));
    this.selector =
        new JWSVerificationKeySelector<>(
            algorithms,
            JWKSourceBuilder.create(source)
                .retrying(true)
                .outageTolerant(GOOD_WITHOUT_ISSUER.toMillis())
                .rateLimited(betweenUnknownKeys.toMillis())
                .refreshAheadCache(false)
                .cache(fresh.toMillis(), LONGEST_WAIT.toMillis())
                .build());
  }

  @Override
  public List<? extends Key> selectJWSKeys(JWSHeader header, SecurityContext context)
      throws KeySourceException {
    List<? extends Key> keys = selector.selectJWSKeys(header, context);
    if (keys.isEmpty() && source.failing && selector.isAllowed(header.getAlgorithm())) {
      throw new KeySourceException("the issuer does not answer, and the key is not known");
    }
    return keys;
  }

  /** Fetches the key set, and remembers whether that failed. */
  private static final class Source extends URLBasedJWKSetSource<SecurityContext> {
    private final KeySetReader reader;
    private volatile boolean failing;

    Source(URL url, KeySetReader reader) {
      super(url, new DefaultResourceRetriever(FETCH_MILLIS, FETCH_MILLIS, FETCH_BYTES));
      this.reader = reader;
    }

    @Override
    public JWKSet getJWKSet(
        JWKSetCacheRefreshEvaluator evaluator, long now, SecurityContext context)
        throws KeySourceException {
      try {
        JWKSet set = fetch();
        failing = false;
        return set;
      } catch (KeySourceException e) {
        LOG.log(
            failing ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
            "The keys of the issuer cannot be fetched",
            e);
        failing = true;
        throw e;
      }
    }

    private JWKSet fetch() throws KeySourceException {
      try {
        return reader.set(getResourceRetriever().retrieveResource(getJWKSetURL()).getContent());
      } catch (IOException e) {
        throw new JWKSetRetrievalException("the key set cannot be fetched: " + e.getMessage(), e);
      } catch (ParseException e) {
        throw new JWKSetParseException(
            VerificationKeys.LOCATION + " is not a usable key set: " + e.getMessage(), e);
      }
    }
  }
}
