package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bridge of a member that is alone; two of them know nothing of each other. */
class SingleMemberBridgeTest extends BridgeContract {
  private final Bridge first = new SingleMemberBridge();
  private final Bridge second = new SingleMemberBridge();
  private final Members firstMembers = Members.single("first");
  private final Members secondMembers = Members.single("second");
  private final RecordingListener firstEars = new RecordingListener();
  private final RecordingListener secondEars = new RecordingListener();

  @BeforeEach
  void connect() {
    first.connect(firstEars);
    second.connect(secondEars);
  }

  @Test
  void twoOfThemAreStrangers() {
    second.addInterest(channel);
    first.send(Signals.published(channel, 1));
    assertThat(secondEars.of(channel)).isEmpty();
    assertThat(firstMembers.others()).isEmpty();
  }

  @Override
  Bridge first() {
    return first;
  }

  @Override
  Bridge second() {
    return second;
  }

  @Override
  RecordingListener firstEars() {
    return firstEars;
  }

  @Override
  Members firstMembers() {
    return firstMembers;
  }

  @Override
  Members secondMembers() {
    return secondMembers;
  }

  @Override
  RecordingListener secondEars() {
    return secondEars;
  }
}
