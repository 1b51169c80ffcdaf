package dev.parley.session.drain;

import dev.parley.cluster.FieldReader;
import dev.parley.cluster.FieldWriter;
import dev.parley.cluster.Members;
import dev.parley.cluster.Members.Member;
import dev.parley.cluster.Members.Topic;
import dev.parley.config.ApplicationStart;
import dev.parley.session.SessionContext;
import dev.parley.session.SessionRegistry;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks the other members how many sessions they take in, for a member that drains, and answers such
 * questions of others. A lost message needs no repetition, because the next question replaces it.
 * Safe for all threads.
 */
@Singleton
class IntakeSurvey {
  private static final byte ASK = 1;
  private static final byte ANSWER = 2;

  private final Members members;
  private final SessionRegistry sessions;
  private final SettledCounter settledCounter;
  private final SessionContext context;

  /** The answers of each member; those of a member that has left stay. */
  private final Map<UUID, Answers> answered = new ConcurrentHashMap<>();

  /**
   * @param first the sessions it had taken in at its first answer
   * @param last the sessions it had taken in at its last answer
   * @param takesMore whether it accepts more
   */
  private record Answers(long first, long last, boolean takesMore) {
    Answers next(Answers newer) {
      return new Answers(first, newer.last, newer.takesMore);
    }
  }

  @Inject
  IntakeSurvey(
      Members members,
      SessionRegistry sessions,
      SettledCounter settledCounter,
      SessionContext context) {
    this.members = members;
    this.sessions = sessions;
    this.settledCounter = settledCounter;
    this.context = context;
  }

  void start(@Observes ApplicationStart start) {
    listen();
  }

  void listen() {
    members.setListener(Topic.DRAIN, new Receiver());
  }

  /** Whether other members can take sessions in. */
  enum Takers {
    /** No other member is there, or all others drain as well. */
    NONE,
    /** A member has not answered: its version may not know the question. */
    UNKNOWN,
    /** All have answered, and at least one accepts sessions. */
    KNOWN
  }

  /** Asks all members that are there; returns at once. */
  void ask() {
    members.sendToAll(Topic.DRAIN, new byte[] {ASK});
  }

  /** Whether others can take sessions in, by the answers so far. */
  Takers takers() {
    Collection<Member> others = members.others();
    if (!others.stream().allMatch(other -> answered.containsKey(other.id()))) {
      return Takers.UNKNOWN;
    }
    return others.stream().anyMatch(other -> answered.get(other.id()).takesMore())
        ? Takers.KNOWN
        : Takers.NONE;
  }

  /** How many sessions the others have taken in since they were first asked. */
  long taken() {
    return answered.values().stream().mapToLong(each -> each.last() - each.first()).sum();
  }

  private final class Receiver implements Members.Listener {
    @Override
    public void messageReceived(Member member, byte[] note) {
      FieldReader in = new FieldReader(ByteBuffer.wrap(note));
      switch (in.readByte()) {
        case ASK -> members.send(member.id(), Topic.DRAIN, answer());
        case ANSWER -> {
          long count = in.readLong();
          Answers newer = new Answers(count, count, in.readByte() == 1);
          answered.merge(member.id(), newer, Answers::next);
        }
        default -> {
          // A later version may have more to say.
        }
      }
    }

    private byte[] answer() {
      byte takesMore = (byte) (sessions.isAccepting() ? 1 : 0);
      return new FieldWriter()
          .put(ANSWER)
          .put(settledCounter.settled(context.nanoTime()))
          .put(takesMore)
          .bytes();
    }
  }
}
