package dev.parley.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.Members.Topic;
import dev.parley.session.Intake.Takers;
import dev.parley.session.SessionHouse.Client;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a member that drains hears of two others; notes are carried and lost by hand. */
class IntakeTest {
  private final SessionHouse here = new SessionHouse("parley.node.name", "here");
  private final SessionHouse second = new SessionHouse("parley.node.name", "second");
  private final SessionHouse third = new SessionHouse("parley.node.name", "third");

  @BeforeEach
  void meet() {
    here.members.meet(second.members);
    here.members.meet(third.members);
  }

  /** A client that connects and gets the one channel it came for. */
  private static Client arrives(SessionHouse house, String user) {
    Client client = house.connected(user);
    client.say("{\"id\":2,\"subscribe\":{\"channel\":\"room:a\"}}");
    return client;
  }

  private void ask() {
    here.intake.ask();
    second.members.carry();
    third.members.carry();
    here.members.carry();
  }

  private static void drain(SessionHouse house) {
    house.sessions.takeNoMore();
  }

  @Test
  @DisplayName("[D1] a member that drains hears how many sessions the others have taken in since")
  void isCounted() {
    arrives(second, "u1");
    assertThat(here.intake.takers()).isEqualTo(Takers.UNKNOWN);
    ask();
    assertThat(here.intake.takers()).isEqualTo(Takers.KNOWN);
    assertThat(here.intake.taken()).as("what was before").isZero();
    arrives(second, "u2");
    arrives(third, "u3");
    arrives(third, "u4").session.disconnected(true);
    third.open();
    ask();
    assertThat(here.intake.taken()).isEqualTo(3);
    ask();
    assertThat(here.intake.taken()).isEqualTo(3);
  }

  @Test
  @DisplayName(
      "[D1] who waits for its subscription, or for its answer to leave, is not taken in yet")
  void isCountedWhenItHasWhatItCameFor() {
    ask();
    Client client = second.connected("u1");
    ask();
    assertThat(here.intake.taken()).as("it may want to subscribe").isZero();
    client.wire.stalls = true;
    client.say("{\"id\":2,\"subscribe\":{\"channel\":\"room:a\"}}");
    ask();
    assertThat(here.intake.taken()).as("the answer has not left").isZero();
    client.wire.completeAll();
    ask();
    assertThat(here.intake.taken()).isEqualTo(1);
  }

  @Test
  void whoDoesNotSubscribeIsTakenInAfterASecond() {
    ask();
    second.connected("u1");
    second.sessions.nanos = second.sessions.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    ask();
    assertThat(here.intake.taken()).isEqualTo(1);
  }

  @Test
  void nobodyIsKeptWhenNobodyLooks() {
    Newcomers newcomers = new Newcomers();
    Client client = arrives(second, "u1");
    newcomers.add(client.session, 0);
    assertThat(newcomers.settled(0)).as("before the first look").isZero();
    newcomers.add(client.session, TimeUnit.SECONDS.toNanos(4));
    newcomers.add(client.session, TimeUnit.SECONDS.toNanos(6));
    assertThat(newcomers.settled(TimeUnit.SECONDS.toNanos(6))).isZero();
  }

  @Test
  void whatIsLostOnItsWayIsInTheNextAnswer() {
    ask();
    arrives(second, "u1");
    here.intake.ask();
    second.members.carry();
    assertThat(here.members.lose()).isEqualTo(1);
    arrives(second, "u2");
    ask();
    assertThat(here.intake.taken()).isEqualTo(2);
  }

  @Test
  void whatAMemberHasTakenInStaysTakenWhenItGoes() {
    ask();
    arrives(second, "u1");
    ask();
    here.members.part(second.members);
    assertThat(here.intake.taken()).isEqualTo(1);
    assertThat(here.intake.takers()).isEqualTo(Takers.KNOWN);
  }

  @Test
  @DisplayName("[D1] members that drain as well take nobody in, and who is alone has nobody")
  void nobodyTakesIn() {
    ask();
    drain(second);
    ask();
    assertThat(here.intake.takers()).isEqualTo(Takers.KNOWN);
    drain(third);
    ask();
    assertThat(here.intake.takers()).isEqualTo(Takers.NONE);
    here.members.part(second.members);
    here.members.part(third.members);
    assertThat(here.intake.takers()).isEqualTo(Takers.NONE);
  }

  @Test
  @DisplayName("[D1] beside a member that does not know the question nothing is known")
  void anOlderMember() {
    here.intake.ask();
    second.members.carry();
    assertThat(third.members.lose()).isEqualTo(1);
    here.members.carry();
    assertThat(here.intake.takers()).isEqualTo(Takers.UNKNOWN);
  }

  @Test
  void whatIsNotKnownIsSkipped() {
    second.members.tell(here.members.self().id(), Topic.INTAKE, new byte[] {99});
    here.members.carry();
    assertThat(second.members.lose()).as("answers").isZero();
    assertThat(here.intake.takers()).isEqualTo(Takers.UNKNOWN);
  }

  @Test
  @DisplayName("[D1] the sessions of a member that drains follow those that were taken in")
  void theDrainListens() {
    for (int i = 0; i < 60; i++) {
      here.connected("u" + i);
    }
    Departures departures =
        new Departures(here.sessions.all(), here.intake, 0, Duration.ofHours(1));
    ask();
    departures.step(0);
    assertThat(here.sessions.count()).as("a few at first").isEqualTo(40);
    departures.step(1);
    assertThat(here.sessions.count()).as("nobody has come yet").isEqualTo(40);
    for (int i = 0; i < 20; i++) {
      arrives(third, "u" + i);
    }
    ask();
    departures.step(2);
    assertThat(here.sessions.count()).as("so many again, and a few").isZero();
  }
}
