package dev.parley.cluster.hazelcast;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract over a network in memory. */
class FakeMembersTest extends SeveralMembersContract {
  private final FakeNetwork network = new FakeNetwork();
  private final TestMember first = new TestMember(network.newTransport());
  private final TestMember second = new TestMember(network.newTransport());

  @BeforeEach
  void connect() {
    first.connect();
    second.connect();
    TestMember.awaitJoined(first, second);
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  @Override
  TestMember firstMember() {
    return first;
  }

  @Override
  TestMember secondMember() {
    return second;
  }
}
