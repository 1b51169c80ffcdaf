package dev.parley.config;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognises the variables that Kubernetes sets in each pod for each Service of its namespace.
 * Those of a Service whose name begins with {@code parley} look like settings. Holds no state.
 * Source: kubernetes.io, "Service: Environment variables".
 */
final class ServiceVariables {
  private static final Pattern BY_NAME =
      Pattern.compile(
          "PARLEY(_[A-Z0-9_]+)?_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?"
              + "|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");
  private static final Pattern PORT = Pattern.compile("(PARLEY(?:_[A-Z0-9_]+)?)_PORT");
  private static final Pattern ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

  private ServiceVariables() {}

  /** Whether Kubernetes has set this variable. */
  static boolean isOne(String name, String value) {
    return BY_NAME.matcher(name).matches()
        || (PORT.matcher(name).matches() && ADDRESS.matcher(value).matches());
  }

  /**
   * Explains a wrong value that comes from Kubernetes; empty when it comes from elsewhere.
   *
   * @param variable the variable that sets the key
   */
  static String explanation(String variable, Map<String, String> environment) {
    Matcher port = PORT.matcher(variable);
    String value = environment.get(variable);
    if (value == null || !port.matches() || !ADDRESS.matcher(value).matches()) {
      return "";
    }
    String service = port.group(1).toLowerCase(Locale.ROOT).replace('_', '-');
    return "; Kubernetes has set "
        + variable
        + ", because there is a Service named "
        + service
        + ": set "
        + variable
        + " for the container yourself, or enableServiceLinks: false for the pod, or rename the Service";
  }
}
