package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bridge of a single member; two of them know nothing of each other. */
class SingleMemberBridgeTest extends BridgeContract {
  private final Bridge first = new SingleMemberBridge();
  private final Bridge second = new SingleMemberBridge();
  private final Members firstMembers = Members.single("first");
  private final Members secondMembers = Members.single("second");
  private final RecordingListener firstSignals = new RecordingListener();
  private final RecordingListener secondSignals = new RecordingListener();

  @BeforeEach
  void connect() {
    first.connect(firstSignals);
    second.connect(secondSignals);
  }

  @Test
  void twoOfThemAreStrangers() {
    second.addInterest(channel);
    first.send(Signals.published(channel, 1));
    assertThat(secondSignals.of(channel)).isEmpty();
    assertThat(firstMembers.others()).isEmpty();
  }

  @Override
  protected Bridge first() {
    return first;
  }

  @Override
  protected Bridge second() {
    return second;
  }

  @Override
  protected RecordingListener firstSignals() {
    return firstSignals;
  }

  @Override
  protected Members firstMembers() {
    return firstMembers;
  }

  @Override
  protected Members secondMembers() {
    return secondMembers;
  }

  @Override
  protected RecordingListener secondSignals() {
    return secondSignals;
  }
}
