package dev.parley.session.drain;

import static dev.parley.testing.CommandJson.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.Members.Topic;
import dev.parley.session.SessionTestServer.Client;
import dev.parley.session.drain.IntakeSurvey.Takers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a member that drains hears of two others; notes are carried and lost by hand. */
class IntakeSurveyTest {
  private final DrainTestServer here = new DrainTestServer("parley.node.name", "here");
  private final DrainTestServer second = new DrainTestServer("parley.node.name", "second");
  private final DrainTestServer third = new DrainTestServer("parley.node.name", "third");

  @BeforeEach
  void meet() {
    here.members.meet(second.members);
    here.members.meet(third.members);
  }

  /** A client that connects and gets the one channel it came for. */
  private static Client arrives(DrainTestServer server, String user) {
    Client client = server.connected(user);
    client.say(subscribe(2, "room:a"));
    return client;
  }

  private void ask() {
    here.intakeSurvey.ask();
    second.members.carry();
    third.members.carry();
    here.members.carry();
  }

  private static void drain(DrainTestServer server) {
    server.sessions.stopAccepting();
  }

  @Test
  @DisplayName("[D1] a member that drains hears how many sessions the others have taken in since")
  void isCounted() {
    arrives(second, "u1");
    assertThat(here.intakeSurvey.takers()).isEqualTo(Takers.UNKNOWN);
    ask();
    assertThat(here.intakeSurvey.takers()).isEqualTo(Takers.KNOWN);
    assertThat(here.intakeSurvey.taken()).as("what was before").isZero();
    arrives(second, "u2");
    arrives(third, "u3");
    arrives(third, "u4").session.disconnected(true);
    third.open();
    ask();
    assertThat(here.intakeSurvey.taken()).isEqualTo(3);
    ask();
    assertThat(here.intakeSurvey.taken()).isEqualTo(3);
  }

  @Test
  @DisplayName(
      "[D1] who waits for its subscription, or for its answer to leave, is not taken in yet")
  void isCountedWhenItHasWhatItCameFor() {
    ask();
    Client client = second.connected("u1");
    ask();
    assertThat(here.intakeSurvey.taken()).as("it may want to subscribe").isZero();
    client.transport.stalls = true;
    client.say(subscribe(2, "room:a"));
    ask();
    assertThat(here.intakeSurvey.taken()).as("the answer has not left").isZero();
    client.transport.completeAll();
    ask();
    assertThat(here.intakeSurvey.taken()).isEqualTo(1);
  }

  @Test
  void whoDoesNotSubscribeIsTakenInAfterASecond() {
    ask();
    second.connected("u1");
    second.context.nanos = second.context.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    ask();
    assertThat(here.intakeSurvey.taken()).isEqualTo(1);
  }

  @Test
  void nobodyIsKeptWhenNobodyLooks() {
    SettledCounter settledCounter = new SettledCounter(second.context);
    Client client = arrives(second, "u1");
    settledCounter.add(client.session, 0);
    assertThat(settledCounter.settled(0)).as("before the first look").isZero();
    settledCounter.add(client.session, TimeUnit.SECONDS.toNanos(4));
    settledCounter.add(client.session, TimeUnit.SECONDS.toNanos(6));
    assertThat(settledCounter.settled(TimeUnit.SECONDS.toNanos(6))).isZero();
  }

  @Test
  void whatIsLostOnItsWayIsInTheNextAnswer() {
    ask();
    arrives(second, "u1");
    here.intakeSurvey.ask();
    second.members.carry();
    assertThat(here.members.lose()).isEqualTo(1);
    arrives(second, "u2");
    ask();
    assertThat(here.intakeSurvey.taken()).isEqualTo(2);
  }

  @Test
  void whatAMemberHasTakenInStaysTakenWhenItGoes() {
    ask();
    arrives(second, "u1");
    ask();
    here.members.part(second.members);
    assertThat(here.intakeSurvey.taken()).isEqualTo(1);
    assertThat(here.intakeSurvey.takers()).isEqualTo(Takers.KNOWN);
  }

  @Test
  @DisplayName("[D1] members that drain as well take nobody in, and who is alone has nobody")
  void nobodyTakesIn() {
    ask();
    drain(second);
    ask();
    assertThat(here.intakeSurvey.takers()).isEqualTo(Takers.KNOWN);
    drain(third);
    ask();
    assertThat(here.intakeSurvey.takers()).isEqualTo(Takers.NONE);
    here.members.part(second.members);
    here.members.part(third.members);
    assertThat(here.intakeSurvey.takers()).isEqualTo(Takers.NONE);
  }

  @Test
  @DisplayName("[D1] beside a member that does not know the question nothing is known")
  void anOlderMember() {
    here.intakeSurvey.ask();
    second.members.carry();
    assertThat(third.members.lose()).isEqualTo(1);
    here.members.carry();
    assertThat(here.intakeSurvey.takers()).isEqualTo(Takers.UNKNOWN);
  }

  @Test
  void whatIsNotKnownIsSkipped() {
    second.members.send(here.members.self().id(), Topic.DRAIN, new byte[] {99});
    here.members.carry();
    assertThat(second.members.lose()).as("answers").isZero();
    assertThat(here.intakeSurvey.takers()).isEqualTo(Takers.UNKNOWN);
  }

  @Test
  @DisplayName("[D1] the sessions of a member that drains follow those that were taken in")
  void theDrainListens() {
    for (int i = 0; i < 60; i++) {
      here.connected("u" + i);
    }
    DrainQueue drainQueue =
        new DrainQueue(here.sessions.all(), here.intakeSurvey, 0, Duration.ofHours(1));
    ask();
    drainQueue.step(0);
    assertThat(here.sessions.count()).as("a few at first").isEqualTo(40);
    drainQueue.step(1);
    assertThat(here.sessions.count()).as("nobody has come yet").isEqualTo(40);
    for (int i = 0; i < 20; i++) {
      arrives(third, "u" + i);
    }
    ask();
    drainQueue.step(2);
    assertThat(here.sessions.count()).as("so many again, and a few").isZero();
  }
}
