package dev.parley.ops;

import dev.parley.config.ApiKey.Right;
import dev.parley.config.ParleyConfig;
import dev.parley.config.SecurityKeys;
import dev.parley.config.ServerKeys;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.security.CallerAuthentication;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Serves the metrics in the text format of Prometheus, version 0.0.4. Callers need the right to
 * read, except in development and with {@code parley.metrics.open}.
 */
@WebServlet("/metrics")
public class MetricsServlet extends HttpServlet {
  @Inject private transient PrometheusMeterRegistry registry;
  @Inject private transient ParleyConfig config;
  @Inject private transient CallerAuthentication callers;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!config.get(SecurityKeys.METRICS_OPEN) && !config.get(ServerKeys.DEV)) {
      try {
        callers
            .identify(request.getHeader("X-API-Key"), request.getHeader("Authorization"))
            .require(Right.READ);
      } catch (ProtocolException e) {
        refuse(e.code(), response);
        return;
      }
    }
    response.setContentType("text/plain; version=0.0.4; charset=utf-8");
    response.getWriter().write(registry.scrape());
  }

  private static void refuse(ErrorCode code, HttpServletResponse response) throws IOException {
    switch (code) {
      case PERMISSION_DENIED -> response.sendError(HttpServletResponse.SC_FORBIDDEN);
      case INTERNAL -> response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
      default -> {
        response.setHeader("WWW-Authenticate", "Bearer");
        response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
      }
    }
  }
}
