package dev.parley.transport.poll;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A poll that remembers what it was answered. */
final class FakePoll implements PollTransport.PendingPoll {
  final List<String> answers = new ArrayList<>();
  Runnable stalled;

  @Override
  public void answer(PollResponse answer, Runnable whenStalled) {
    String line = new String(answer.line(), StandardCharsets.UTF_8);
    answers.add(answer.frame() == null ? line : line + answer.frame().text());
    stalled = whenStalled;
  }

  @Override
  public void answerAsync(PollResponse answer, Runnable whenStalled) {
    answer(answer, whenStalled);
  }
}
