package dev.parley.config;

import java.util.List;
import java.util.regex.Pattern;

/** Checks that the settings of a cluster fit together. Holds no state. */
final class ClusterCheck {
  private static final int MIN_SECRET_LENGTH = 16;
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\s]+):\\d{1,5}");

  private ClusterCheck() {}

  static void check(ParleyConfig config, List<String> problems) {
    ClusterKeys.Discovery discovery = config.get(ClusterKeys.DISCOVERY);
    if (discovery == ClusterKeys.Discovery.NONE) {
      return;
    }
    String clustered = ClusterKeys.DISCOVERY.name() + "=" + ValueType.word(discovery);
    if (discovery == ClusterKeys.Discovery.MEMBERS && config.get(ClusterKeys.MEMBERS).isEmpty()) {
      problems.add(
          clustered + " needs " + ClusterKeys.MEMBERS.name() + ": write host:port of some members");
    }
    for (String member : config.get(ClusterKeys.MEMBERS)) {
      if (!HOST_AND_PORT.matcher(member).matches()) {
        problems.add(
            ClusterKeys.MEMBERS.name()
                + ": \""
                + member
                + "\" must be host:port, an IPv6 address in brackets: [2001:db8::1]:5701");
      }
    }
    if (discovery == ClusterKeys.Discovery.KUBERNETES
        && config.get(ClusterKeys.KUBERNETES_SERVICE).isEmpty()) {
      problems.add(
          clustered
              + " needs "
              + ClusterKeys.KUBERNETES_SERVICE.name()
              + ": write the DNS name of a headless Service");
    }
    if (config.get(ClusterKeys.SECRET).length() < MIN_SECRET_LENGTH) {
      problems.add(
          clustered
              + " needs "
              + ClusterKeys.SECRET.name()
              + ": write the same "
              + MIN_SECRET_LENGTH
              + " characters or more on all members");
    }
    for (Namespace namespace : config.namespaces()) {
      if (namespace.log() == Namespace.Log.MEMORY) {
        problems.add(
            NamespaceKeys.LOG.nameFor(namespace.name())
                + "=memory works for one member only; with "
                + clustered
                + " write durable or none");
      }
    }
  }
}
