package dev.parley.api;

import dev.parley.security.DevelopmentIssuer;
import dev.parley.security.UserIds;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * {@code GET /dev/token?user=u1} responds {@code {"token":"…"}}; {@code ttl} in seconds and {@code
 * name} are optional. With {@code channel} the token is for subscriptions to that channel. Outside
 * of the development mode it responds 404.
 */
@WebServlet("/dev/token")
public class DevTokenServlet extends HttpServlet {
  private static final int DEFAULT_TTL_SECONDS = 3600;
  private static final int LONGEST_TTL_SECONDS = 86_400;

  @Inject private transient DevelopmentIssuer issuer;
  @Inject private transient UserIds ids;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!issuer.exists()) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    // By default the container decodes a query as ISO-8859-1.
    request.setCharacterEncoding("UTF-8");
    String user = request.getParameter("user");
    String name = request.getParameter("name");
    String channel = request.getParameter("channel");
    int ttl = ttl(request.getParameter("ttl"));
    String problem = user == null || user.isEmpty() ? null : ids.problem(user);
    if (problem != null) {
      send(response, HttpServletResponse.SC_BAD_REQUEST, Map.of("error", "user " + problem));
      return;
    }
    if (user == null || user.isEmpty() || ttl < 0 || "".equals(channel)) {
      send(
          response,
          HttpServletResponse.SC_BAD_REQUEST,
          Map.of(
              "error",
              "send ?user=NAME, and optionally &ttl=SECONDS, &name=SHOWN and &channel=CHANNEL"));
      return;
    }
    String token = issuer.issue(user, channel, name, Duration.ofSeconds(ttl));
    send(response, HttpServletResponse.SC_OK, Map.of("token", token));
  }

  private static int ttl(String text) {
    if (text == null) {
      return DEFAULT_TTL_SECONDS;
    }
    try {
      int ttl = Integer.parseInt(text);
      return ttl >= 1 && ttl <= LONGEST_TTL_SECONDS ? ttl : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static void send(HttpServletResponse response, int status, Map<String, String> body)
      throws IOException {
    response.setStatus(status);
    response.setContentType("application/json");
    response.setHeader("Cache-Control", "no-store");
    response.getWriter().write(ApiJson.write(body));
  }
}
