package dev.parley.cluster.hazelcast;

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

/** Makes the configuration of Hazelcast from that of Parley. Holds no state. */
final class HazelcastSettings {
  private HazelcastSettings() {}

  static Config of(ParleyConfig parley) {
    Config config = new Config();
    config.setClusterName(parley.get(ClusterKeys.NAME));
    config.setClassLoader(HazelcastSettings.class.getClassLoader());
    config.addTopicConfig(
        new TopicConfig(HazelcastTransport.TOPIC_PREFIX + "*").setStatisticsEnabled(false));
    // Members send bytes only, so only classes of Java itself are deserialized.
    config
        .getSerializationConfig()
        .setJavaSerializationFilterConfig(new JavaSerializationFilterConfig());
    InetAddress address = address(parley);
    network(config.getAdvancedNetworkConfig(), parley, address.getHostAddress());
    properties(config);
    if (address instanceof Inet6Address) {
      // Otherwise Hazelcast ignores all IPv6 addresses.
      config.setProperty("hazelcast.prefer.ipv4.stack", "false");
    }
    return config;
  }

  /** Opens one port, for members only: clients of Hazelcast cannot connect. */
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
    // Hazelcast logs some 25 lines at each start; server.xml lets warnings through.
    config.setProperty("hazelcast.logging.type", "jdk");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
    config.setProperty("hazelcast.graceful.shutdown.max.wait", "5");
    // Otherwise Hazelcast listens on all interfaces.
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.setProperty("hazelcast.socket.server.bind.any", "false");
    config.setProperty("hazelcast.socket.client.bind.any", "false");
    // The join runs in the background, however late the others answer.
    config.setProperty("hazelcast.max.join.seconds", Integer.toString(Integer.MAX_VALUE));
    // A vanished member is detected after 5 s instead of 59 s.
    config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
    config.setProperty("hazelcast.max.no.heartbeat.seconds", "5");
    // Two halves of a cluster merge within seconds instead of minutes.
    config.setProperty("hazelcast.merge.first.run.delay.seconds", "10");
    config.setProperty("hazelcast.merge.next.run.delay.seconds", "5");
    config.setProperty("hazelcast.event.queue.capacity", "50000");
    // Every 100,000th event waits for the other member; a paused one must not block for 5 s.
    config.setProperty("hazelcast.event.sync.timeout.millis", "100");
  }
}
