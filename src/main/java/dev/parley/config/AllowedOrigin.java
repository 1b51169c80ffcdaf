package dev.parley.config;

import java.net.IDN;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One entry of {@code parley.origins}: an origin as browsers send it, {@code https://*.example.org}
 * for all hosts below a domain, or {@code *} for every page. Immutable. Source: RFC 6454, section
 * 6.2; WHATWG URL, host serializing.
 *
 * @param text the text in the configuration
 */
public record AllowedOrigin(String text) {
  private static final String EVERYONE = "*";
  private static final String BELOW = "*.";
  private static final Pattern SCHEME_AND_REST =
      Pattern.compile("(?:([A-Za-z][A-Za-z0-9+.-]*):)?//(.*)", Pattern.DOTALL);
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^:\\[\\]]+)(?::0*(\\d{1,5}))?");
  private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})*\\.?");
  private static final Pattern NUMBER_AT_END = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)\\.?");
  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");
  private static final Pattern LABELS = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");
  private static final Map<String, String> DEFAULT_PORTS = Map.of("http", "80", "https", "443");

  /** The scheme of the page, for the scheme of its WebSocket. */
  private static final Map<String, String> OF_PAGES = Map.of("ws", "http", "wss", "https");

  /**
   * Reads an entry.
   *
   * @throws IllegalArgumentException for a text that no browser sends; the message says what to
   *     write
   */
  static AllowedOrigin of(String text) {
    if (!text.equals(EVERYONE)) {
      String sent = asSent(text);
      if (!sent.equals(text)) {
        throw new IllegalArgumentException(
            "\"" + text + "\" is no origin as browsers send it: write " + sent);
      }
    }
    return new AllowedOrigin(text);
  }

  /** Whether it allows every page. */
  public boolean isEveryone() {
    return text.equals(EVERYONE);
  }

  /**
   * Whether it names this origin: the same origin, or one below its domain with the same scheme and
   * port.
   *
   * @param origin in lower case
   */
  public boolean names(String origin) {
    int star = text.indexOf(BELOW);
    if (star < 0) {
      return !isEveryone() && text.equals(origin);
    }
    String before = text.substring(0, star);
    String after = text.substring(star + 1);
    return origin.length() > before.length() + after.length()
        && origin.startsWith(before)
        && origin.endsWith(after)
        && LABELS
            .matcher(origin.substring(before.length(), origin.length() - after.length()))
            .matches();
  }

  /** The origin that a browser sends for a page with this address. */
  private static String asSent(String text) {
    if (text.equalsIgnoreCase("null")) {
      throw new IllegalArgumentException(
          "null is the origin of all sandboxed pages: give the page its own origin");
    }
    Matcher url = SCHEME_AND_REST.matcher(text.contains("//") ? text : "//" + text);
    if (!url.matches()) {
      throw wrong(text);
    }
    String written = url.group(1) == null ? "https" : url.group(1).toLowerCase(Locale.ROOT);
    if (written.equals("file")) {
      throw new IllegalArgumentException(
          "\"" + text + "\": pages from files have no origin; serve them by http");
    }
    String scheme = OF_PAGES.getOrDefault(written, written);
    String authority = url.group(2).replaceFirst("[/?#\\\\].*", "").replaceFirst(".*@", "");
    Matcher parts = HOST_AND_PORT.matcher(authority);
    if (!parts.matches()) {
      throw wrong(text);
    }
    String port = parts.group(2);
    if (port != null && (port.isEmpty() || Integer.parseInt(port) > 65_535)) {
      throw wrong(text);
    }
    boolean named = port != null && !port.equals(DEFAULT_PORTS.get(scheme));
    return scheme + "://" + hostAsSent(parts.group(1), text) + (named ? ":" + port : "");
  }

  private static String hostAsSent(String host, String text) {
    if (host.startsWith("[")) {
      return Network.address(host.substring(1, host.length() - 1))
          .map(address -> "[" + Ipv6Text.of(address.getAddress()) + "]")
          .orElseThrow(() -> wrong(text));
    }
    boolean below = host.startsWith(BELOW);
    String name = name(below ? host.substring(BELOW.length()) : host, text);
    boolean number = NUMBER_AT_END.matcher(name).matches();
    if (!NAME.matcher(name).matches() || (number && (below || !IPV4.matcher(name).matches()))) {
      throw wrong(text);
    }
    if (below && name.indexOf('.') < 0 && !name.equals("localhost")) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" would allow a whole top-level domain: write such as https://*.example.com");
    }
    return below ? BELOW + name : name;
  }

  private static String name(String name, String text) {
    try {
      return IDN.toASCII(name).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      throw wrong(text);
    }
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "\""
            + text
            + "\" is no origin: write scheme, host and port as browsers send them, such as"
            + " https://app.example.com, https://*.example.com or http://localhost:3000, or * for all");
  }
}
