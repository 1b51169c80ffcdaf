package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class JoinStateTest {
  /** Clocks of this kind may begin anywhere, and run over. */
  private static final long BEGAN = Long.MAX_VALUE - 5;

  private static final long LONG_AFTER = BEGAN + JoinState.PATIENCE.toNanos() + 1;

  private final CompletableFuture<Void> joined = new CompletableFuture<>();
  private final JoinState joining = new JoinState(joined, BEGAN);

  @Test
  void aMemberIsSettledWhenItHasJoined() {
    assertThat(joining.isSettled(BEGAN)).isFalse();
    joined.complete(null);
    assertThat(joining.isSettled(BEGAN)).isTrue();
  }

  @Test
  @DisplayName("[B6] a member that is kept waiting is settled after some time")
  void aMemberThatIsKeptWaitingIsSettledAfterSomeTime() {
    assertThat(joining.isSettled(LONG_AFTER - 1)).isFalse();
    assertThat(joining.isSettled(LONG_AFTER)).isTrue();
  }

  @Test
  void aMemberThatCanNeverJoinIsNotSettled() {
    joined.completeExceptionally(new IllegalStateException("thrown by a test, on purpose"));
    assertThat(joining.isSettled(BEGAN)).isFalse();
    assertThat(joining.isSettled(LONG_AFTER)).isFalse();
  }
}
