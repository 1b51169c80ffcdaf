package dev.parley.cluster;

import dev.parley.cluster.Members.Member;
import dev.parley.cluster.Members.Topic;
import dev.parley.concurrent.MemberExecutors;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Asks all members a question and gathers their answers. A question that is not answered is sent
 * again, so a member must expect a question more than once. Safe for all threads.
 */
public final class Survey implements Members.Listener {
  /** The most bytes of one part of an answer. */
  public static final int PART_BYTES = Members.MAX_MESSAGE_BYTES - 64;

  private static final System.Logger LOG = System.getLogger(Survey.class.getName());
  private static final byte ASK = 1;
  private static final byte ANSWER = 2;
  private static final int MOST_OPEN = 1_000;
  private static final int MOST_PARTS = 1_000;
  private static final long TICK_MILLIS = 100;
  private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(400);
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Members members;
  private final Topic topic;
  private final Function<byte[], List<byte[]>> answering;
  private final Executor threads;
  private final LongSupplier nanoTime;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, Question> open = new ConcurrentHashMap<>();

  /**
   * @param topic that carries the messages of this survey and nothing else
   * @param answering answers a question on this member: in parts of {@link #PART_BYTES} at most,
   *     one at least
   * @param threads on which questions are answered and results complete, because that may take time
   */
  public Survey(
      Members members,
      Topic topic,
      Function<byte[], List<byte[]>> answering,
      Executor threads,
      LongSupplier nanoTime) {
    this.members = members;
    this.topic = topic;
    this.answering = answering;
    this.threads = threads;
    this.nanoTime = nanoTime;
  }

  /** A question that not all have answered. Guarded by its own lock. */
  private static final class Question {
    private final byte[] text;
    private final long askedNanos;
    private final Map<UUID, Respondent> waiting = new HashMap<>();
    private final List<byte[]> parts = new ArrayList<>();
    private final CompletableFuture<List<byte[]>> answer = new CompletableFuture<>();

    Question(byte[] text, Collection<Member> waiting, long nowNanos) {
      this.text = text;
      waiting.forEach(each -> this.waiting.put(each.id(), new Respondent(each, nowNanos)));
      this.askedNanos = nowNanos;
    }
  }

  /** A member that is to answer, and the parts of its answer so far. */
  private static final class Respondent {
    private final Member member;
    private int attempt;
    private byte[][] parts;
    private int missing;
    private long movedNanos;

    Respondent(Member member, long nowNanos) {
      this.member = member;
      this.movedNanos = nowNanos;
    }

    /** Takes a part; true when it was the last that was missing. */
    boolean take(int itsAttempt, int place, int count, byte[] part, long nowNanos) {
      if (itsAttempt != attempt || (parts != null && parts.length != count)) {
        return false;
      }
      if (parts == null) {
        parts = new byte[count][];
        missing = count;
      }
      movedNanos = nowNanos;
      if (parts[place] == null) {
        parts[place] = part;
        missing--;
      }
      return missing == 0;
    }
  }

  /**
   * Asks all members that are there, this one included, and returns at once.
   *
   * @return completes with all parts of all answers; exceptionally with a {@link ProtocolException}
   *     (100) when a member that is there has not answered within two seconds
   * @throws ProtocolException when it is too long (107), or too many questions are open (111)
   */
  public CompletionStage<List<byte[]>> ask(byte[] text) {
    long nowNanos = nanoTime.getAsLong();
    if (text.length > PART_BYTES) {
      throw new ProtocolException(ErrorCode.BAD_REQUEST, "the request is too long");
    }
    if (open.size() >= MOST_OPEN) {
      throw new ProtocolException(
          ErrorCode.TOO_MANY_REQUESTS, "too many requests wait for other members; call again");
    }
    Collection<Member> others = members.others();
    List<Member> all = new ArrayList<>(others);
    all.add(members.self());
    Question question = new Question(text, all, nowNanos);
    long number = numbers.incrementAndGet();
    open.put(number, question);
    others.forEach(each -> members.send(each.id(), topic, question(number, 0, text)));
    threads.execute(() -> answerHere(number, question));
    return question.answer;
  }

  private void answerHere(long number, Question question) {
    try {
      List<byte[]> parts = answering.apply(question.text);
      settle(
          number,
          question,
          () -> {
            if (question.waiting.remove(members.self().id()) != null) {
              question.parts.addAll(parts);
            }
          });
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a question to all members could not be answered", e);
      open.remove(number, question);
      question.answer.completeExceptionally(
          new ProtocolException(ErrorCode.INTERNAL, ErrorCode.INTERNAL.message(), e));
    }
  }

  /** Changes a question, and completes it when nobody is awaited any more. */
  private void settle(long number, Question question, Runnable change) {
    boolean settled;
    synchronized (question) {
      change.run();
      settled = question.waiting.isEmpty();
    }
    if (settled && open.remove(number, question)) {
      // On another thread, because what depends on the answer may take time.
      threads.execute(() -> question.answer.complete(question.parts));
    }
  }

  /** Checks open questions from now on, as long as the executors run. */
  public void start(MemberExecutors executors) {
    executors.repeat(
        this::check, "questions to all members could not be checked", TICK_MILLIS, TICK_MILLIS);
  }

  /** Repeats questions that are not answered, gives up members that are gone, and ends in time. */
  public void check() {
    long nowNanos = nanoTime.getAsLong();
    if (open.isEmpty()) {
      return;
    }
    List<UUID> present = new ArrayList<>();
    present.add(members.self().id());
    members.others().forEach(member -> present.add(member.id()));
    open.forEach(
        (number, question) -> {
          settle(number, question, () -> question.waiting.keySet().retainAll(present));
          if (nowNanos - question.askedNanos >= MOST_NANOS) {
            giveUp(number, question);
          } else {
            askAgain(number, question, nowNanos);
          }
        });
  }

  private void giveUp(long number, Question question) {
    if (open.remove(number, question)) {
      String silent;
      synchronized (question) {
        silent =
            question.waiting.values().stream()
                .map(each -> each.member.name())
                .sorted()
                .collect(Collectors.joining(", "));
      }
      ProtocolException problem =
          new ProtocolException(
              ErrorCode.INTERNAL, "not all members have answered in time; call again: " + silent);
      threads.execute(() -> question.answer.completeExceptionally(problem));
    }
  }

  private void askAgain(long number, Question question, long nowNanos) {
    synchronized (question) {
      for (Respondent each : question.waiting.values()) {
        boolean another = !each.member.id().equals(members.self().id());
        if (another && nowNanos - each.movedNanos >= AGAIN_NANOS) {
          // Parts of two answers are not one answer.
          each.attempt++;
          each.parts = null;
          each.movedNanos = nowNanos;
          members.send(each.member.id(), topic, question(number, each.attempt, question.text));
        }
      }
    }
  }

  private static byte[] question(long number, int attempt, byte[] text) {
    return new FieldWriter().put(ASK).put(number).put(attempt).putRest(text).bytes();
  }

  @Override
  public void messageReceived(Member member, byte[] message) {
    FieldReader in = new FieldReader(ByteBuffer.wrap(message));
    byte kind = in.readByte();
    if (kind == ASK) {
      long number = in.readLong();
      int attempt = in.readInt();
      byte[] text = in.readRest();
      threads.execute(() -> answer(member, number, attempt, text));
    } else if (kind == ANSWER) {
      long number = in.readLong();
      int attempt = in.readInt();
      int place = in.readInt();
      int count = in.readInt();
      Question question = open.get(number);
      if (question != null && place >= 0 && place < count && count <= MOST_PARTS) {
        byte[] part = in.readRest();
        settle(number, question, () -> take(question, member.id(), attempt, place, count, part));
      }
    }
  }

  private void take(
      Question question, UUID member, int attempt, int place, int count, byte[] part) {
    Respondent respondent = question.waiting.get(member);
    if (respondent != null && respondent.take(attempt, place, count, part, nanoTime.getAsLong())) {
      question.waiting.remove(member);
      question.parts.addAll(List.of(respondent.parts));
    }
  }

  private void answer(Member member, long number, int attempt, byte[] text) {
    try {
      List<byte[]> parts = answering.apply(text);
      for (int place = 0; place < parts.size(); place++) {
        members.send(
            member.id(),
            topic,
            new FieldWriter()
                .put(ANSWER)
                .put(number)
                .put(attempt)
                .put(place)
                .put(parts.size())
                .putRest(parts.get(place))
                .bytes());
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a question of another member was not answered", e);
    }
  }
}
