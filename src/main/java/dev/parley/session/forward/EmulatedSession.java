package dev.parley.session.forward;

import dev.parley.session.Session;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A session whose commands come by requests, and what other members are bringing to it. A member
 * brings one frame at a time, in parts, each frame under a higher number than the one before; what
 * it does not hear about it tells again. Guarded by its own lock.
 */
final class EmulatedSession {
  private final Session session;
  private final Map<UUID, Frame> arriving = new HashMap<>(2);

  EmulatedSession(Session session) {
    this.session = session;
  }

  /** What is to be done about a part. */
  enum Step {
    /** More parts follow, or it is nothing new. */
    NOTHING,
    /** The frame is whole, and to be done now. */
    DO,
    /** It is done already: whoever brought it has not heard of that. */
    ANSWER
  }

  /** Takes what a request has brought to this member. */
  void receive(byte[] frame) {
    session.receiveConcurrently(frame);
  }

  /** Takes a part of what a request has brought to another member. */
  synchronized Step take(UUID member, ForwardMessage.Brought part) {
    Frame frame = arriving.get(member);
    if (frame == null || part.number() > frame.number) {
      frame = new Frame(part.number());
      arriving.put(member, frame);
    }
    return part.number() < frame.number ? Step.NOTHING : frame.take(part);
  }

  /** Does what a member has brought, when its last part was taken. */
  void receive(UUID member) {
    Frame frame = arrived(member);
    if (frame != null) {
      session.receiveConcurrently(frame.whole());
      frame.done = true;
    }
  }

  /** Null when the member is gone meanwhile. */
  private synchronized Frame arrived(UUID member) {
    return arriving.get(member);
  }

  /** A member that is gone brings nothing more. */
  synchronized void forgetMember(UUID member) {
    arriving.remove(member);
  }

  private static final class Frame {
    private final long number;

    /** Null when all of it is taken. */
    private ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** All of it, until it is handed over; owned by whoever was told to do it. */
    private byte[] whole;

    private int nextPart;
    private volatile boolean done;

    Frame(long number) {
      this.number = number;
    }

    Step take(ForwardMessage.Brought part) {
      if (done) {
        return Step.ANSWER;
      }
      if (bytes == null || part.part() != nextPart) {
        // It is being done, or one before it was lost and all will be told again.
        return Step.NOTHING;
      }
      bytes.writeBytes(part.data().bytes());
      nextPart++;
      if (nextPart < part.parts()) {
        return Step.NOTHING;
      }
      whole = bytes.toByteArray();
      bytes = null;
      return Step.DO;
    }

    byte[] whole() {
      byte[] taken = whole;
      whole = null;
      return taken;
    }
  }
}
