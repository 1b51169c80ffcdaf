package dev.parley.api;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Refuses a request whose address is not a URI (RFC 3986) with 400. The server accepts more
 * addresses than Jakarta REST, which would fail with an internal error.
 */
@WebFilter(urlPatterns = "/api/*", asyncSupported = true)
public class AddressFilter extends HttpFilter {
  @Inject private transient Provider<ApiResponses> responses;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (hasUri(request)) {
      chain.doFilter(request, response);
      return;
    }
    response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
    response.setContentType("application/json");
    response
        .getWriter()
        .write(
            responses
                .get()
                .errorBody(
                    new ProtocolException(
                        ErrorCode.BAD_REQUEST,
                        "the address or the Host header is not valid in a URL: percent-encode special"
                            + " characters")));
  }

  private static boolean hasUri(HttpServletRequest request) {
    StringBuffer address = request.getRequestURL();
    if (request.getQueryString() != null) {
      address.append('?').append(request.getQueryString());
    }
    try {
      new URI(address.toString());
      return true;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
