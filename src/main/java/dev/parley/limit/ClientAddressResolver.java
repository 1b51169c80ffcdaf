package dev.parley.limit;

import dev.parley.config.Network;
import dev.parley.config.ParleyConfig;
import dev.parley.config.SecurityKeys;
import dev.parley.config.SecurityKeys.ProxyHeader;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the address of the client behind proxies. What a header says is believed only as far as
 * configured proxies have written it: from the last entry on, until one names somebody who is no
 * proxy. Immutable.
 *
 * <p>Source: RFC 7239, and for {@code X-Forwarded-For} what proxies do.
 */
@Singleton
public class ClientAddressResolver {
  private static final int MOST_HOPS = 32;

  /** The value of {@code for=}, quoted or not, in an element of the header. */
  private static final Pattern FOR =
      Pattern.compile("(?:^|;)\\s*for=(?:\"([^\"]*)\"|([^;\"\\s]*))", Pattern.CASE_INSENSITIVE);

  private static final Pattern BRACKETS = Pattern.compile("\\[([^]]*)](?::\\w+)?");
  private static final Pattern WITH_PORT = Pattern.compile("([^:]*):\\w+");

  private final List<Network> proxies;
  private final ProxyHeader header;

  /** Takes the proxies from the configuration. */
  @Inject
  public ClientAddressResolver(ParleyConfig config) {
    this.proxies = config.get(SecurityKeys.PROXIES);
    this.header = config.get(SecurityKeys.PROXY_HEADER);
  }

  /** Whether anybody is believed at all. */
  public boolean trustsProxies() {
    return !proxies.isEmpty();
  }

  /**
   * Where a request comes from.
   *
   * @param peer the address of the connection, as the server knows it; never null
   * @param headers gives all values of a header, in their order; may give null
   * @return the client's address; where a proxy does not say it, that of the proxy
   */
  public ClientAddress resolve(String peer, Function<String, List<String>> headers) {
    Optional<InetAddress> proxy = Network.address(peer).filter(this::isProxy);
    if (proxy.isEmpty()) {
      return ClientAddress.of(peer);
    }
    InetAddress address = proxy.get();
    for (String hop : hops(headers)) {
      Optional<InetAddress> before = Network.address(withoutPort(hop));
      if (before.isEmpty()) {
        break;
      }
      address = before.get();
      if (!isProxy(address)) {
        break;
      }
    }
    return ClientAddress.of(address);
  }

  private boolean isProxy(InetAddress address) {
    return proxies.stream().anyMatch(proxy -> proxy.contains(address));
  }

  /** What the proxies have noted, the last first. */
  private List<String> hops(Function<String, List<String>> headers) {
    boolean standard = header == ProxyHeader.FORWARDED;
    List<String> values = headers.apply(standard ? "Forwarded" : "X-Forwarded-For");
    if (values == null) {
      return List.of();
    }
    List<String> hops = new ArrayList<>();
    for (int i = values.size() - 1; i >= 0 && hops.size() < MOST_HOPS; i--) {
      List<String> elements = new ArrayList<>(List.of(values.get(i).split(",", -1)));
      Collections.reverse(elements);
      for (String element : elements) {
        hops.add(standard ? forOf(element) : element.trim());
      }
    }
    return hops.subList(0, Math.min(hops.size(), MOST_HOPS));
  }

  private static String forOf(String element) {
    Matcher matcher = FOR.matcher(element);
    if (!matcher.find()) {
      return "";
    }
    return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
  }

  /** {@code 192.0.2.1:80} and {@code [2001:db8::1]:80} are written too. */
  private static String withoutPort(String hop) {
    Matcher brackets = BRACKETS.matcher(hop);
    if (brackets.matches()) {
      return brackets.group(1);
    }
    Matcher port = WITH_PORT.matcher(hop);
    return port.matches() ? port.group(1) : hop;
  }
}
