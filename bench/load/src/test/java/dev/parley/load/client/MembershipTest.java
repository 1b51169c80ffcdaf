package dev.parley.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.load.check.Ledger;
import dev.parley.load.check.Tally;
import org.junit.jupiter.api.Test;

/** When a client that comes back has caught up. */
class MembershipTest {
  private final Ledger first = new Ledger();
  private final Ledger second = new Ledger();
  private final Membership membership = new Membership(0, "room:x", new Ledger[] {first, second});

  private void confirmed(Ledger ledger, int count) {
    for (int i = 0; i < count; i++) {
      ledger.confirm(ledger.next());
    }
  }

  private void receive(int publisher, long sequence) {
    membership.accept(publisher, sequence, sequence, new Tally());
  }

  @Test
  void itHasToHaveAllOfEachPublisherThatWasConfirmedWhenItWasBack() {
    membership.subscribed("e", 0, false);
    membership.left();
    confirmed(first, 2);
    confirmed(second, 1);
    first.next(); // on its way, so not owed yet
    membership.subscribed("e", 0, true);
    assertThat(membership.fallsShort()).isTrue();
    receive(0, 1);
    receive(1, 1);
    assertThat(membership.catchesUp()).isFalse();
    receive(0, 2);
    assertThat(membership.catchesUp()).isTrue();
    assertThat(membership.catchesUp()).as("once").isFalse();
  }

  @Test
  void nothingIsMissingWhereNothingWasSent() {
    membership.subscribed("e", 0, false);
    confirmed(first, 1);
    receive(0, 1);
    membership.left();
    membership.subscribed("e", 1, true);
    assertThat(membership.fallsShort()).isFalse();
  }

  @Test
  void whatWasRefusedIsNotWaitedFor() {
    membership.subscribed("e", 0, false);
    membership.left();
    first.refuse(first.next());
    membership.subscribed("e", 0, true);
    assertThat(membership.fallsShort()).isFalse();
  }

  @Test
  void withoutALogItIsCaughtUpAtOnce() {
    membership.subscribed(null, 0, false);
    membership.left();
    confirmed(first, 3);
    membership.subscribed(null, 0, false);
    assertThat(membership.fallsShort()).isFalse();
  }
}
