package dev.parley.browser;

import dev.parley.config.ParleyConfig;
import dev.parley.config.SecurityKeys;
import dev.parley.security.Origins;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lets pages of the configured origins call the HTTP API and the HTTP transports. A page of another
 * origin gets no CORS headers, so its browser shows it nothing. At {@code /connection/*} and {@code
 * /emulation} it is refused. A WebSocket handshake passes unchanged, because it has its own check.
 *
 * <p>Source: Fetch, section 3.3 (CORS protocol).
 */
@WebFilter(
    urlPatterns = {"/api/*", "/connection/*", "/emulation"},
    asyncSupported = true)
public class CorsFilter extends HttpFilter {
  private static final String SECONDS_TO_REMEMBER = "7200";

  /** Headers that Parley reads, and headers that browsers and tracing libraries add. */
  private static final List<String> HEADERS =
      List.of(
          "Authorization",
          "Content-Type",
          "X-API-Key",
          "Last-Event-ID",
          "Cache-Control",
          "Pragma",
          "X-Requested-With",
          "X-Request-ID",
          "X-Correlation-ID",
          // W3C Trace Context and Baggage, and so OpenTelemetry
          "traceparent",
          "tracestate",
          "baggage",
          // Zipkin, Jaeger
          "b3",
          "X-B3-TraceId",
          "X-B3-SpanId",
          "X-B3-ParentSpanId",
          "X-B3-Sampled",
          "X-B3-Flags",
          "uber-trace-id",
          // Sentry, Datadog, New Relic, Elastic, Azure, AWS
          "sentry-trace",
          "x-datadog-trace-id",
          "x-datadog-parent-id",
          "x-datadog-origin",
          "x-datadog-sampling-priority",
          "x-datadog-tags",
          "newrelic",
          "elastic-apm-traceparent",
          "Request-Id",
          "Request-Context",
          "X-Amzn-Trace-Id");

  @Inject private transient Provider<Origins> provider;
  @Inject private transient Provider<ParleyConfig> config;

  /** For the container, which injects the fields. */
  public CorsFilter() {}

  CorsFilter(Origins origins, ParleyConfig config) {
    this.provider = () -> origins;
    this.config = () -> config;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (SecurityHeadersFilter.isWebSocket(request)) {
      chain.doFilter(request, response);
      return;
    }
    // Also without an Origin, so that a cache does not give that response to a page.
    response.addHeader("Vary", "Origin");
    Origins origins = provider.get();
    String origin = request.getHeader("Origin");
    boolean allowed = origins.allow(origin, request.getHeader("Host"));
    if (origin != null && allowed) {
      allow(origins, origin, response);
    }
    if (isPreflight(request)) {
      respondToPreflight(allowed, response);
    } else if (!allowed && !request.getServletPath().startsWith("/api")) {
      response.sendError(HttpServletResponse.SC_FORBIDDEN);
    } else {
      chain.doFilter(request, response);
    }
  }

  private static void allow(Origins origins, String origin, HttpServletResponse response) {
    if (origins.names(origin)) {
      response.setHeader("Access-Control-Allow-Origin", origin);
      response.setHeader("Access-Control-Allow-Credentials", "true");
    } else {
      // Allowed like every origin, and therefore without credentials.
      response.setHeader("Access-Control-Allow-Origin", "*");
    }
    response.setHeader("Access-Control-Expose-Headers", "Retry-After");
  }

  private static boolean isPreflight(HttpServletRequest request) {
    return "OPTIONS".equals(request.getMethod())
        && request.getHeader("Origin") != null
        && request.getHeader("Access-Control-Request-Method") != null;
  }

  private void respondToPreflight(boolean allowed, HttpServletResponse response)
      throws IOException {
    if (!allowed) {
      response.sendError(HttpServletResponse.SC_FORBIDDEN);
      return;
    }
    response.setHeader("Access-Control-Allow-Methods", "GET, POST");
    response.setHeader(
        "Access-Control-Allow-Headers",
        Stream.concat(HEADERS.stream(), config.get().get(SecurityKeys.CORS_HEADERS).stream())
            .collect(Collectors.joining(", ")));
    response.setHeader("Access-Control-Max-Age", SECONDS_TO_REMEMBER);
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }
}
