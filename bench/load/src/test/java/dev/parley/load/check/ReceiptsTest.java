package dev.parley.load.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReceiptsTest {
  private final Receipts receipts = new Receipts(1);
  private final Ledger ledger = new Ledger();
  private final Tally tally = new Tally();

  private void sentAndConfirmed(int count) {
    for (int i = 0; i < count; i++) {
      ledger.confirm(ledger.next());
    }
  }

  private void receive(long... sequences) {
    for (long sequence : sequences) {
      receipts.accept(0, sequence, tally);
    }
  }

  private void expect(long missing, long doubled, long outOfOrder) {
    receipts.settle(0, ledger, false, tally);
    assertThat(new long[] {tally.missing, tally.doubled, tally.outOfOrder})
        .containsExactly(missing, doubled, outOfOrder);
  }

  @Test
  void allInOrderIsAllRight() {
    sentAndConfirmed(4);
    receive(1, 2, 3, 4);
    assertThat(receipts.complete(0, 4)).isTrue();
    expect(0, 0, 0);
  }

  @Test
  void whatNeverCameIsMissingAtTheBeginningBetweenAndAtTheEnd() {
    sentAndConfirmed(7);
    receive(2, 3, 5);
    assertThat(receipts.complete(0, 7)).isFalse();
    expect(4, 0, 0);
  }

  @Test
  void nothingAtAllIsAllMissing() {
    sentAndConfirmed(3);
    expect(3, 0, 0);
  }

  @Test
  void aSecondTimeIsDoubled() {
    sentAndConfirmed(3);
    receive(1, 2, 2, 3, 1);
    expect(0, 2, 0);
  }

  @Test
  void aLateOneIsOutOfOrderAndNotMissing() {
    sentAndConfirmed(4);
    receive(1, 3, 4, 2);
    expect(0, 0, 1);
  }

  @Test
  void aLateOneThatComesTwiceIsBoth() {
    sentAndConfirmed(3);
    receive(1, 3, 2, 2);
    expect(0, 1, 1);
  }

  @Test
  void whatWasRefusedIsNotMissing() {
    sentAndConfirmed(1);
    ledger.refuse(ledger.next());
    sentAndConfirmed(1);
    receive(1, 3);
    expect(0, 0, 0);
  }

  @Test
  void whatWasNeitherConfirmedNorRefusedIsCountedApart() {
    sentAndConfirmed(1);
    ledger.next();
    receive(1);
    expect(0, 0, 0);
    assertThat(tally.unconfirmed).isEqualTo(1);
    assertThat(ledger.open()).isEqualTo(1);
  }

  @Test
  void whoJoinsAfreshIsOwedOnlyWhatIsSentAfterwards() {
    sentAndConfirmed(10);
    receive(1, 2, 3);
    receipts.joinAfresh(0, 10);
    sentAndConfirmed(3);
    receive(11, 12, 13);
    expect(0, 0, 0);
  }

  @Test
  void whoJoinsAfreshMayStillGetWhatWasOnItsWay() {
    sentAndConfirmed(12);
    receive(1, 2, 3);
    receipts.joinAfresh(0, 10);
    receive(9, 10, 11, 12);
    expect(0, 0, 0);
  }

  @Test
  void whoJoinsAfreshAndGetsNothingMissesAll() {
    sentAndConfirmed(10);
    receive(1, 2, 3);
    receipts.joinAfresh(0, 10);
    sentAndConfirmed(5);
    expect(5, 0, 0);
  }

  @Test
  void whoIsAwayIsNotOwedWhatWasSentLast() {
    sentAndConfirmed(10);
    receive(1, 3);
    receipts.settle(0, ledger, true, tally);
    assertThat(tally.missing).isEqualTo(1);
  }

  @Test
  void gapsFromBeforeJoiningAfreshStay() {
    sentAndConfirmed(10);
    receive(1, 3);
    receipts.joinAfresh(0, 10);
    expect(1, 0, 0);
  }
}
