package dev.parley.transport;

import dev.parley.limit.ClientAddressResolver;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;

/**
 * Replaces the address of a configured proxy by the address of the client, for all that runs after
 * it. {@code web.xml} puts it before all other filters.
 *
 * <p>Rule A7 of {@code docs/SPEC.md}.
 */
public class ProxyFilter extends HttpFilter {
  private final transient Provider<ClientAddressResolver> provider;

  @Inject
  ProxyFilter(Provider<ClientAddressResolver> provider) {
    this.provider = provider;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    ClientAddressResolver addresses = provider.get();
    chain.doFilter(
        addresses.trustsProxies() ? new Seen(request, address(addresses, request)) : request,
        response);
  }

  private static String address(ClientAddressResolver addresses, HttpServletRequest request) {
    return addresses
        .resolve(request.getRemoteAddr(), name -> Collections.list(request.getHeaders(name)))
        .text();
  }

  private static final class Seen extends HttpServletRequestWrapper {
    private final String address;

    Seen(HttpServletRequest request, String address) {
      super(request);
      this.address = address;
    }

    @Override
    public String getRemoteAddr() {
      return address;
    }

    /** The address: names are never looked up. */
    @Override
    public String getRemoteHost() {
      return address;
    }
  }
}
