package dev.parley.api;

import dev.parley.config.ConfigurationException;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Serves the demo pages at {@code /demo/}, and redirects {@code /} to them. Outside of the
 * development mode it responds 404.
 */
@WebServlet(
    urlPatterns = {"", "/demo/*"},
    loadOnStartup = 1)
public class DemoServlet extends HttpServlet {
  private static final System.Logger LOG = System.getLogger(DemoServlet.class.getName());
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)+");
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  private static final String BUILDING =
      "<!doctype html><meta charset=utf-8><meta http-equiv=refresh content=2><title>Parley</title>"
          + "<p>npm is building the demo pages. This page reloads by itself.</p>";

  @Inject private transient Provider<DemoPages> pages;

  @Override
  public void init() throws ServletException {
    try {
      pages.get().prepare(getServletContext());
    } catch (MalformedURLException e) {
      throw new ServletException("the demo pages have no valid place", e);
    } catch (ConfigurationException e) {
      // The start fails by the same exception, and logs it.
      LOG.log(System.Logger.Level.DEBUG, "there are no demo pages", e);
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    response.setHeader("Cache-Control", "no-cache");
    if (!pages.get().areEnabled()) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
    } else if (request.getServletPath().isEmpty() || request.getPathInfo() == null) {
      String query = request.getQueryString();
      response.setStatus(HttpServletResponse.SC_FOUND);
      response.setHeader("Location", "/demo/" + (query == null ? "" : "?" + query));
    } else {
      String path = request.getPathInfo().substring(1);
      send(path.isEmpty() ? "index.html" : path, response);
    }
  }

  private void send(String name, HttpServletResponse response) throws IOException {
    if (pages.get().areBeingBuilt()) {
      response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
      response.setContentType("text/html; charset=utf-8");
      response.getWriter().write(BUILDING);
      return;
    }
    Optional<InputStream> file =
        FILE_NAME.matcher(name).matches()
            ? pages.get().open(getServletContext(), name)
            : Optional.empty();
    if (file.isEmpty()) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    try (InputStream in = file.get()) {
      response.setContentType(typeOf(name));
      in.transferTo(response.getOutputStream());
    }
  }

  private static String typeOf(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "svg" -> "image/svg+xml";
      case "woff2" -> "font/woff2";
      case "json", "map" -> "application/json";
      default -> "application/octet-stream";
    };
  }
}
