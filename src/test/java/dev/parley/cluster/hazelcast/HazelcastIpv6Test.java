package dev.parley.cluster.hazelcast;

import dev.parley.cluster.Signals;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members that have IPv6 addresses only. */
class HazelcastIpv6Test {
  private static final String CHANNEL = "room:a";

  static boolean isThere() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
      return socket.isBound();
    } catch (IOException e) {
      System.out.println("Not tested: this host has no IPv6.");
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"::1", "[::1]"})
  @EnabledIf("isThere")
  @DisplayName("[B1] members that have IPv6 addresses only find each other")
  void find(String host) {
    List<Integer> ports = List.of(HazelcastMembersTest.freePort(), HazelcastMembersTest.freePort());
    try (TestMember one =
            HazelcastMembersTest.member(host, ports.get(0), "[::1]", ports).connect();
        TestMember other =
            HazelcastMembersTest.member(host, ports.get(1), "[::1]", ports).connect()) {
      TestMember.awaitJoined(one, other);
      one.addInterest(CHANNEL);
      other.bridge.send(Signals.published(CHANNEL, 1));
      SeveralMembersContract.awaitReceived(one.signals, List.of(Signals.published(CHANNEL, 1)));
    }
  }
}
