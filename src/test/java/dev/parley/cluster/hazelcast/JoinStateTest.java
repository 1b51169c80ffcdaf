package dev.parley.cluster.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class JoinStateTest {
  /** Such a clock may begin anywhere, and overflow. */
  private static final long BEGAN = Long.MAX_VALUE - 5;

  private static final long LONG_AFTER = BEGAN + JoinState.MAX_WAIT.toNanos() + 1;

  private final CompletableFuture<Void> joined = new CompletableFuture<>();
  private final JoinState state = new JoinState(joined, BEGAN);

  @Test
  void aMemberIsReadyWhenItHasJoined() {
    assertThat(state.isReady(BEGAN)).isFalse();
    joined.complete(null);
    assertThat(state.isReady(BEGAN)).isTrue();
  }

  @Test
  @DisplayName("[B6] a member that waits to be admitted is ready after some time")
  void aMemberThatWaitsIsReadyAfterSomeTime() {
    assertThat(state.isReady(LONG_AFTER - 1)).isFalse();
    assertThat(state.isReady(LONG_AFTER)).isTrue();
  }

  @Test
  void aMemberThatCanNeverJoinIsNotReady() {
    joined.completeExceptionally(new IllegalStateException("thrown by a test, on purpose"));
    assertThat(state.isReady(BEGAN)).isFalse();
    assertThat(state.isReady(LONG_AFTER)).isFalse();
  }
}
