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
 * Resolves the address of a client behind proxies. It trusts only the entries of a header that
 * configured proxies have written: it reads from the last entry back to the first address that is
 * not a proxy. Immutable.
 *
 * <p>Source: RFC 7239, and for {@code X-Forwarded-For} common practice.
 */
@Singleton
public class ClientAddressResolver {
  private static final int MAX_HOPS = 32;

  /** The value of {@code for=} in an element of the header, quoted or not. */
  private static final Pattern FOR =
      Pattern.compile("(?:^|;)\\s*for=(?:\"([^\"]*)\"|([^;\"\\s]*))", Pattern.CASE_INSENSITIVE);

  private static final Pattern BRACKETS = Pattern.compile("\\[([^]]*)](?::\\w+)?");
  private static final Pattern WITH_PORT = Pattern.compile("([^:]*):\\w+");

  private final List<Network> proxies;
  private final ProxyHeader header;

  /** Reads the proxies from the configuration. */
  @Inject
  public ClientAddressResolver(ParleyConfig config) {
    this.proxies = config.get(SecurityKeys.PROXIES);
    this.header = config.get(SecurityKeys.PROXY_HEADER);
  }

  /** Returns whether any proxy is trusted. */
  public boolean trustsProxies() {
    return !proxies.isEmpty();
  }

  /**
   * Resolves the address of the client.
   *
   * @param peer the address of the connection; never null
   * @param headers returns all values of a header in order, or null
   * @return the address of the client; that of the proxy if its entry has none
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

  /** The entries of the header, the last first. */
  private List<String> hops(Function<String, List<String>> headers) {
    boolean standard = header == ProxyHeader.FORWARDED;
    List<String> values = headers.apply(standard ? "Forwarded" : "X-Forwarded-For");
    if (values == null) {
      return List.of();
    }
    List<String> hops = new ArrayList<>();
    for (int i = values.size() - 1; i >= 0 && hops.size() < MAX_HOPS; i--) {
      List<String> elements = new ArrayList<>(List.of(values.get(i).split(",", -1)));
      Collections.reverse(elements);
      for (String element : elements) {
        hops.add(standard ? forOf(element) : element.trim());
      }
    }
    return hops.subList(0, Math.min(hops.size(), MAX_HOPS));
  }

  private static String forOf(String element) {
    Matcher matcher = FOR.matcher(element);
    if (!matcher.find()) {
      return "";
    }
    return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
  }

  /** Removes the port of {@code 192.0.2.1:80} and {@code [2001:db8::1]:80}. */
  private static String withoutPort(String hop) {
    Matcher brackets = BRACKETS.matcher(hop);
    if (brackets.matches()) {
      return brackets.group(1);
    }
    Matcher port = WITH_PORT.matcher(hop);
    return port.matches() ? port.group(1) : hop;
  }
}
