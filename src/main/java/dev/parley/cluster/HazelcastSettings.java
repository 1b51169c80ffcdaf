package dev.parley.cluster;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.config.TopicConfig;
import dev.parley.config.ClusterKeys;
import dev.parley.config.ParleyConfig;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Makes Hazelcast's configuration of ours. Holds no state. */
final class HazelcastSettings {
  private HazelcastSettings() {}

  static Config of(ParleyConfig parley) {
    Config config = new Config();
    config.setClusterName(parley.get(ClusterKeys.NAME));
    config.setClassLoader(HazelcastSettings.class.getClassLoader());
    config.addTopicConfig(
        new TopicConfig(HazelcastTransport.INBOX + "*").setStatisticsEnabled(false));
    // We send bytes only; nobody may make us read objects of other classes than Java's own.
    config
        .getSerializationConfig()
        .setJavaSerializationFilterConfig(new JavaSerializationFilterConfig());
    InetAddress address = address(parley);
    network(config.getAdvancedNetworkConfig(), parley, address.getHostAddress());
    properties(config);
    if (address instanceof Inet6Address) {
      // Otherwise Hazelcast passes over all addresses of IPv6.
      config.setProperty("hazelcast.prefer.ipv4.stack", "false");
    }
    return config;
  }

  /** One port, for members alone: clients of Hazelcast find none. */
  private static void network(AdvancedNetworkConfig network, ParleyConfig parley, String address) {
    int port = parley.get(ClusterKeys.PORT);
    ServerSocketEndpointConfig endpoint = new ServerSocketEndpointConfig();
    endpoint.setPort(port);
    endpoint.setPortAutoIncrement(false);
    endpoint.setReuseAddress(true);
    endpoint.getInterfaces().setEnabled(true).addInterface(address);
    network.setEnabled(true);
    network.setMemberEndpointConfig(endpoint);
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    switch (parley.get(ClusterKeys.DISCOVERY)) {
      case MEMBERS ->
          join.getTcpIpConfig().setEnabled(true).setMembers(parley.get(ClusterKeys.MEMBERS));
      case KUBERNETES ->
          join.getKubernetesConfig()
              .setEnabled(true)
              .setProperty("service-dns", parley.get(ClusterKeys.KUBERNETES_SERVICE))
              .setProperty("service-port", Integer.toString(port));
      case NONE -> join.getTcpIpConfig().setEnabled(false);
    }
  }

  private static InetAddress address(ParleyConfig parley) {
    String host = parley.get(ClusterKeys.HOST);
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(
          ClusterKeys.HOST.name() + "=" + host + ": this host has no such address", e);
    }
  }

  private static void properties(Config config) {
    // Some 25 lines a start; server.xml lets warnings through.
    config.setProperty("hazelcast.logging.type", "jdk");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
    config.setProperty("hazelcast.graceful.shutdown.max.wait", "5");
    // The interfaces say where to listen only if these are off.
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.setProperty("hazelcast.socket.server.bind.any", "false");
    config.setProperty("hazelcast.socket.client.bind.any", "false");
    // A member that others keep waiting joins in the background, however late they answer.
    config.setProperty("hazelcast.max.join.seconds", Integer.toString(Integer.MAX_VALUE));
    // A member that vanished is found after 5 s, not after 59.
    config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
    config.setProperty("hazelcast.max.no.heartbeat.seconds", "5");
    // Two halves of a cluster find each other within seconds, not minutes.
    config.setProperty("hazelcast.merge.first.run.delay.seconds", "10");
    config.setProperty("hazelcast.merge.next.run.delay.seconds", "5");
    config.setProperty("hazelcast.event.queue.capacity", "50000");
    // Every 100,000th event waits for a member's answer; a paused one must not hold us for 5 s.
    config.setProperty("hazelcast.event.sync.timeout.millis", "100");
  }
}
