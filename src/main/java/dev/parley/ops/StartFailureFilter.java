package dev.parley.ops;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Answers 503 to every request when the application could not start. {@code web.xml} puts it before
 * all that needs a bean of the application.
 */
public class StartFailureFilter extends HttpFilter {
  private static final String BODY =
      "{\"error\":{\"code\":100,\"message\":\"this member could not start; its log says why\",\"temporary\":true}}";

  private final transient StartFailure failure;

  @Inject
  StartFailureFilter(StartFailure failure) {
    this.failure = failure;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (failure.hasHappened()) {
      response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
      response.setContentType("application/json");
      response.getWriter().write(BODY);
    } else {
      chain.doFilter(request, response);
    }
  }
}
