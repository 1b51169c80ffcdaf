package dev.parley.api;

import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Writes the response to a request that failed outside of Parley's own code: a status and a
 * sentence, without internals.
 */
@WebServlet("/error")
public class ErrorServlet extends HttpServlet {
  @Inject private transient ApiResponses responses;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Object status =
        request.getDispatcherType() == DispatcherType.ERROR
            ? request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE)
            : null;
    int code = status instanceof Integer known ? known : HttpServletResponse.SC_NOT_FOUND;
    response.setStatus(code);
    response.setContentType("application/json");
    response.getWriter().write(responses.errorBody(code));
  }
}
