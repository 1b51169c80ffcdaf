package dev.parley.config;

import java.util.List;
import java.util.regex.Pattern;

/** Looks whether the settings of a cluster fit together. Holds no state. */
final class ClusterCheck {
  private static final int SHORTEST_SECRET = 16;
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\s]+):\\d{1,5}");

  private ClusterCheck() {}

  static void of(ParleyConfig config, List<String> problems) {
    ParleyConfig.Discovery discovery = config.discovery();
    if (discovery == ParleyConfig.Discovery.NONE) {
      return;
    }
    String clustered = Setting.CLUSTER_DISCOVERY.key() + "=" + Value.word(discovery);
    if (discovery == ParleyConfig.Discovery.MEMBERS
        && config.words(Setting.CLUSTER_MEMBERS).isEmpty()) {
      problems.add(
          clustered + " needs " + Setting.CLUSTER_MEMBERS.key() + ": write host:port of some");
    }
    for (String member : config.words(Setting.CLUSTER_MEMBERS)) {
      if (!HOST_AND_PORT.matcher(member).matches()) {
        problems.add(
            Setting.CLUSTER_MEMBERS.key()
                + ": \""
                + member
                + "\" must be host:port, an IPv6 address in brackets: [2001:db8::1]:5701");
      }
    }
    if (discovery == ParleyConfig.Discovery.KUBERNETES
        && config.text(Setting.CLUSTER_KUBERNETES_SERVICE).isEmpty()) {
      problems.add(
          clustered
              + " needs "
              + Setting.CLUSTER_KUBERNETES_SERVICE.key()
              + ": write the DNS name of a headless Service");
    }
    if (config.text(Setting.CLUSTER_SECRET).length() < SHORTEST_SECRET) {
      problems.add(
          clustered
              + " needs "
              + Setting.CLUSTER_SECRET.key()
              + ": write the same "
              + SHORTEST_SECRET
              + " characters or more on all members");
    }
    for (Namespace namespace : config.namespaces()) {
      if (namespace.log() == Namespace.Log.MEMORY) {
        problems.add(
            NamespaceSetting.LOG.key(namespace.name())
                + "=memory is of one member; beside "
                + clustered
                + " write durable or none");
      }
    }
  }
}
