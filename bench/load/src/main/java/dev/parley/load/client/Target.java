package dev.parley.load.client;

import java.net.URI;

/**
 * A server under test.
 *
 * @param url such as {@code http://localhost:9080}
 * @param apiKey for publishing through the HTTP API; null if there is none
 * @param origin sent with the upgrade; null for none, as clients that are no browsers do
 * @param sources how many addresses 127.0.0.1, 127.0.0.2 … connections come from: each has its own
 *     ephemeral ports
 * @param protocol that the server speaks
 */
public record Target(URI url, String apiKey, String origin, int sources, Protocol protocol) {

  public String host() {
    return url.getHost();
  }

  public int port() {
    return url.getPort() < 0 ? 80 : url.getPort();
  }

  String authority() {
    return url.getRawAuthority();
  }

  /** A path of the server, below the path of the URL. */
  public String path(String path) {
    String base = url.getRawPath() == null ? "" : url.getRawPath();
    return base.replaceFirst("/$", "") + path;
  }

  String websocketPath() {
    return path(protocol.dialect.path());
  }

  /** The whole address of a path of the server. */
  public URI resolve(String path) {
    return URI.create(url.getScheme() + "://" + url.getRawAuthority() + path(path));
  }
}
