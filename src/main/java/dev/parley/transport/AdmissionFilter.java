package dev.parley.transport;

import dev.parley.limit.ClientAddress;
import dev.parley.limit.RateLimiter;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;

/**
 * Refuses handshakes when there are too many or one is too large, before they cost more than their
 * head. {@code web.xml} puts it before the filters of the transports.
 *
 * <p>Rule A6 of {@code docs/SPEC.md}.
 */
public class AdmissionFilter extends HttpFilter {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int FIELDS_TOO_LARGE = 431;

  /** The bytes of a header field beside its name and value. */
  private static final int SEPARATORS = 4;

  private final transient Provider<Admission> admission;

  @Inject
  AdmissionFilter(Provider<Admission> admission) {
    this.admission = admission;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!isHandshake(request)) {
      chain.doFilter(request, response);
      return;
    }
    Admission.Outcome decision =
        admission.get().decide(ClientAddress.of(request.getRemoteAddr()), bytes(request));
    switch (decision.kind()) {
      case ADMITTED -> chain.doFilter(request, response);
      case TOO_OFTEN -> refuse(response, TOO_MANY_REQUESTS, decision.waitNanos());
      case FULL ->
          refuse(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, decision.waitNanos());
      case TOO_LARGE -> {
        // The rest of the head would be read as a request: the connection must end.
        response.setHeader("Connection", "close");
        response.sendError(FIELDS_TOO_LARGE);
      }
    }
  }

  /**
   * Whether a request below {@code /connection/} opens a connection. It does at the path of a
   * transport; paths below that belong to connections that are open.
   */
  static boolean isHandshake(HttpServletRequest request) {
    return request.getPathInfo() == null || !request.getServletPath().startsWith("/connection/");
  }

  private static void refuse(HttpServletResponse response, int status, long waitNanos)
      throws IOException {
    response.setHeader("Retry-After", Long.toString(RateLimiter.waitSeconds(waitNanos)));
    response.sendError(status);
  }

  private static long bytes(HttpServletRequest request) {
    String query = request.getQueryString();
    long bytes = request.getRequestURI().length() + (query == null ? 0 : query.length());
    for (String name : Collections.list(request.getHeaderNames())) {
      List<String> values = Collections.list(request.getHeaders(name));
      bytes += (long) values.size() * (name.length() + SEPARATORS);
      for (String value : values) {
        bytes += value.length();
      }
    }
    return bytes;
  }
}
