package dev.parley.probe;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Asks the member of this container whether it is ready, at the host, port and scheme of its
 * environment. Exits with 0 if it is, else with 1 and a sentence, which Docker keeps.
 *
 * <p>Rule O5 of {@code docs/SPEC.md}.
 */
public final class ReadinessProbe {
  private static final int CONNECT_MILLIS = 2_000;
  private static final int READ_MILLIS = 4_000;
  private static final int OK = 200;
  private static final int MOST_BYTES = 2_000;
  private static final List<String> ALL_ADDRESSES = List.of("*", "0.0.0.0", "::", "[::]");

  private ReadinessProbe() {}

  /** Takes no arguments. */
  public static void main(String[] arguments) {
    System.exit(run(System.getenv()));
  }

  static int run(Map<String, String> environment) {
    String problem = "there is no address to ask";
    for (URI uri : addresses(environment)) {
      try {
        problem = ask(uri);
        if (problem.isEmpty()) {
          System.out.println(uri + ": ready");
          return 0;
        }
        break;
      } catch (IOException | GeneralSecurityException e) {
        problem = uri + ": " + e;
      }
    }
    System.out.println(problem);
    return 1;
  }

  /** The addresses to ask, one after the other until one responds. */
  static List<URI> addresses(Map<String, String> environment) {
    boolean tls = !value(environment, "PARLEY_TLS", "off").equals("off");
    String scheme = tls ? "https" : "http";
    String port =
        tls
            ? value(environment, "PARLEY_HTTPS_PORT", "9443")
            : value(environment, "PARLEY_HTTP_PORT", "9080");
    String host = value(environment, "PARLEY_HTTP_HOST", "localhost");
    List<String> hosts =
        ALL_ADDRESSES.contains(host) || host.equals("localhost")
            ? List.of("127.0.0.1", "::1")
            : List.of(host);
    return hosts.stream().map(each -> uri(scheme, each, port)).toList();
  }

  private static String value(Map<String, String> environment, String name, String otherwise) {
    String value = environment.getOrDefault(name, "").trim();
    return value.isEmpty() ? otherwise : value;
  }

  private static URI uri(String scheme, String host, String port) {
    try {
      return new URI(scheme, null, host, Integer.parseInt(port), "/health/ready", null, null);
    } catch (NumberFormatException | URISyntaxException e) {
      throw new IllegalArgumentException(host + ":" + port + " is no address", e);
    }
  }

  /** Returns an empty text if the member is ready, else the problem. */
  private static String ask(URI uri) throws IOException, GeneralSecurityException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    if (connection instanceof HttpsURLConnection secure) {
      // The program asks over loopback, so the certificate has another name.
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new AnyCertificate()}, null);
      secure.setSSLSocketFactory(context.getSocketFactory());
      secure.setHostnameVerifier((name, session) -> true);
    }
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    int status = connection.getResponseCode();
    return status == OK ? "" : uri + ": " + status + " " + body(connection);
  }

  private static String body(HttpURLConnection connection) throws IOException {
    try (InputStream in = connection.getErrorStream()) {
      return in == null ? "" : new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
    }
  }

  private static final class AnyCertificate implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
