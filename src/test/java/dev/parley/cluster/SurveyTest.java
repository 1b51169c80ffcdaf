package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.cluster.Members.Topic;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.session.FakeMembers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Questions to all members: carried, lost, doubled, and not answered. */
class SurveyTest {
  private final FakeMembers here = new FakeMembers("here");
  private final FakeMembers there = new FakeMembers("there");
  private final List<String> asked = new ArrayList<>();
  private long nanos = 1_000;
  private List<byte[]> answerThere = List.of(bytes("there"));
  private final Survey survey = survey(here, "here");

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Survey survey(FakeMembers members, String name) {
    Survey made =
        new Survey(
            members,
            Topic.CHANNELS,
            question -> {
              asked.add(name + " " + new String(question, StandardCharsets.UTF_8));
              return name.equals("there") ? answerThere : List.of(bytes(name));
            },
            Runnable::run,
            () -> nanos);
    members.setListener(Topic.CHANNELS, made);
    return made;
  }

  @BeforeEach
  void meet() {
    survey(there, "there");
    here.meet(there);
  }

  private CompletableFuture<List<byte[]>> ask() {
    return survey.ask(bytes("who?")).toCompletableFuture();
  }

  private static List<String> texts(CompletableFuture<List<byte[]>> answer) {
    return answer.join().stream().map(part -> new String(part, StandardCharsets.UTF_8)).toList();
  }

  private void later(long millis) {
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
    survey.check();
  }

  @Test
  @DisplayName("[H12] the answers of all members are gathered")
  void gathers() {
    CompletableFuture<List<byte[]>> answer = ask();
    assertThat(answer).isNotDone();
    there.carry();
    here.carry();
    assertThat(texts(answer)).containsExactlyInAnyOrder("here", "there");
    assertThat(asked).containsExactly("here who?", "there who?");
  }

  @Test
  void aMemberThatIsAloneAnswersByItself() {
    here.part(there);
    assertThat(texts(ask())).containsExactly("here");
  }

  @Test
  @DisplayName("[H12] what is lost on either way is asked again, and no part counts twice")
  void lost() {
    answerThere = List.of(bytes("1"), bytes("2"), bytes("3"));
    CompletableFuture<List<byte[]>> answer = ask();
    there.lose();
    later(400);
    there.carry();
    here.lose();
    later(399);
    assertThat(there.carry()).isZero();
    later(1);
    there.carryTwice();
    here.carryTwice();
    assertThat(texts(answer)).containsExactly("here", "1", "2", "3");
  }

  @Test
  @DisplayName("[H12] parts of an older answer are not mixed with those of a newer one")
  void olderAnswer() {
    answerThere = List.of(bytes("old 1"), bytes("old 2"));
    CompletableFuture<List<byte[]>> answer = ask();
    there.carry();
    later(400);
    here.carry();
    assertThat(answer).isNotDone();
    answerThere = List.of(bytes("new"));
    there.carry();
    here.carry();
    assertThat(texts(answer)).containsExactly("here", "new");
  }

  @Test
  @DisplayName("[H12] a member that is there and says nothing is named after two seconds")
  void silent() {
    CompletableFuture<List<byte[]>> answer = ask();
    later(1_999);
    assertThat(answer).isNotDone();
    later(1);
    assertThatThrownBy(answer::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            ProtocolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
        .hasMessageEndingWith("call again: there");
    there.carry();
    here.carry();
  }

  @Test
  @DisplayName("[H12] nobody waits for a member that has gone")
  void gone() {
    CompletableFuture<List<byte[]>> answer = ask();
    here.part(there);
    later(100);
    assertThat(texts(answer)).containsExactly("here");
  }

  @Test
  @DisplayName("[A2] [B3] what is no question and no answer harms nobody")
  void hostile() {
    CompletableFuture<List<byte[]>> answer = ask();
    there.lose();
    byte[][] notes = {
      {},
      {1},
      {9, 9},
      answerNote(1, 0, 5, 3),
      answerNote(1, 0, -1, 3),
      answerNote(1, 0, 0, 0),
      answerNote(1, 0, 0, Integer.MAX_VALUE),
      answerNote(1, 7, 0, 1),
      answerNote(99, 0, 0, 1)
    };
    for (byte[] note : notes) {
      try {
        survey.messageReceived(there.self(), note);
      } catch (RuntimeException e) {
        // Whoever brings notes says so and goes on.
        assertThat(note).hasSizeLessThan(2);
      }
    }
    assertThat(answer).isNotDone();
    later(400);
    there.carry();
    here.carry();
    assertThat(texts(answer)).containsExactly("here", "there");
  }

  private static byte[] answerNote(long number, int attempt, int place, int count) {
    return new FieldWriter()
        .put((byte) 2)
        .put(number)
        .put(attempt)
        .put(place)
        .put(count)
        .put("part")
        .bytes();
  }
}
