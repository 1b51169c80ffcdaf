package dev.parley.cluster;

import dev.parley.cluster.Members.Member;
import dev.parley.cluster.Members.Topic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Requests to one or all members that await answers. Every 200 ms a request is sent again to the
 * members that have not answered, and after two seconds it ends without their answers. A member
 * that leaves is not awaited. The owner encodes the messages and reads the answers, so it keeps its
 * wire format. Receivers must expect a request more than once. Safe for all threads.
 *
 * @param <A> an answer
 */
public final class MemberRequests<A> {
  private static final long REPEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Members members;
  private final Topic topic;
  private final Executor executor;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, Request<A>> open = new ConcurrentHashMap<>();

  /**
   * @param topic of the requests
   * @param executor on which results complete, because that may take time
   */
  public MemberRequests(Members members, Topic topic, Executor executor) {
    this.members = members;
    this.topic = topic;
    this.executor = executor;
  }

  /**
   * How a request has ended.
   *
   * @param answers one of each member that has answered
   * @param silent the members that are there and have not answered in time
   */
  public record Result<A>(List<A> answers, List<Member> silent) {}

  /** A request that awaits answers. The fields are guarded by the lock of this. */
  private static final class Request<A> {
    private final List<byte[]> messages;
    private final long sentNanos;
    private final Map<UUID, Member> awaited = new HashMap<>();
    private final List<A> answers = new ArrayList<>();
    private final List<Member> silent = new ArrayList<>();
    private final CompletableFuture<Result<A>> result = new CompletableFuture<>();
    private long lastSentNanos;

    Request(Collection<Member> to, List<byte[]> messages, long nowNanos) {
      to.forEach(member -> awaited.put(member.id(), member));
      this.messages = messages;
      this.sentNanos = nowNanos;
      this.lastSentNanos = nowNanos;
    }
  }

  /** The number of requests that await answers. */
  public int count() {
    return open.size();
  }

  /** A number for one request; each is higher than those before it. */
  public long nextNumber() {
    return numbers.incrementAndGet();
  }

  /**
   * Sends a request, and returns at once. This member gets no message: if it is among the
   * receivers, its owner calls {@link #receiveAnswer}.
   *
   * @param number from {@link #nextNumber}
   * @param messages are sent in this order
   * @return completes when nobody is awaited any more; never exceptionally
   */
  public CompletionStage<Result<A>> send(
      long number, Collection<Member> to, List<byte[]> messages, long nowNanos) {
    Request<A> request = new Request<>(to, messages, nowNanos);
    open.put(number, request);
    transmit(request);
    return request.result;
  }

  /** Takes the answer of a member; only its first one counts. */
  public void receiveAnswer(long number, UUID member, A answer) {
    Request<A> request = open.get(number);
    if (request != null) {
      synchronized (request) {
        if (request.awaited.remove(member) != null) {
          request.answers.add(answer);
        }
      }
      endIfAnswered(number, request);
    }
  }

  /** Repeats and ends requests; to be called every 100 ms or so. */
  public void check(long nowNanos) {
    if (open.isEmpty()) {
      return;
    }
    Set<UUID> present = new HashSet<>();
    present.add(members.self().id());
    members.others().forEach(member -> present.add(member.id()));
    open.forEach(
        (number, request) -> {
          if (isDue(request, present, nowNanos)) {
            transmit(request);
          }
          endIfAnswered(number, request);
        });
  }

  /** Whether a request is to be sent again; gives up the members that had their time. */
  private boolean isDue(Request<A> request, Set<UUID> present, long nowNanos) {
    synchronized (request) {
      request.awaited.keySet().retainAll(present);
      if (nowNanos - request.sentNanos >= TIMEOUT_NANOS) {
        request.silent.addAll(request.awaited.values());
        request.awaited.clear();
        return false;
      }
      boolean due = nowNanos - request.lastSentNanos >= REPEAT_NANOS;
      if (due) {
        request.lastSentNanos = nowNanos;
      }
      return due;
    }
  }

  private void transmit(Request<A> request) {
    List<UUID> receivers;
    synchronized (request) {
      receivers = new ArrayList<>(request.awaited.keySet());
    }
    receivers.remove(members.self().id());
    for (UUID member : receivers) {
      request.messages.forEach(message -> members.send(member, topic, message));
    }
  }

  private void endIfAnswered(long number, Request<A> request) {
    Result<A> result;
    synchronized (request) {
      if (!request.awaited.isEmpty()) {
        return;
      }
      result = new Result<>(List.copyOf(request.answers), List.copyOf(request.silent));
    }
    if (open.remove(number, request)) {
      executor.execute(() -> request.result.complete(result));
    }
  }
}
