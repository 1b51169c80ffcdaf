package dev.parley.session.forward;

import dev.parley.session.Session;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A session whose commands come by requests, and the frames that other members forward to it. A
 * member forwards one frame at a time, in parts, and each frame has a higher number than the one
 * before. It sends a frame again until it is answered. Guarded by its own lock.
 */
final class EmulatedSession {
  private final Session session;
  private final Map<UUID, Frame> arriving = new HashMap<>(2);

  EmulatedSession(Session session) {
    this.session = session;
  }

  /** What the receiver of a part does next. */
  enum Step {
    /** Nothing: more parts follow, or the part is known. */
    NOTHING,
    /** The frame is complete: hand it to the session. */
    DO,
    /** The session has the frame already, but the sender does not know: answer again. */
    ANSWER
  }

  /** Receives a frame that a request has brought to this member. */
  void receive(byte[] frame) {
    session.receiveConcurrently(frame);
  }

  /** Receives a part of a frame that another member forwards. */
  synchronized Step take(UUID member, ForwardMessage.FramePart part) {
    Frame frame = arriving.get(member);
    if (frame == null || part.number() > frame.number) {
      frame = new Frame(part.number());
      arriving.put(member, frame);
    }
    return part.number() < frame.number ? Step.NOTHING : frame.take(part);
  }

  /** Hands the complete frame of a member to the session. */
  void receive(UUID member) {
    Frame frame = arrived(member);
    if (frame != null) {
      session.receiveConcurrently(frame.whole());
      frame.done = true;
    }
  }

  /** The last frame of a member; null when the member has left meanwhile. */
  private synchronized Frame arrived(UUID member) {
    return arriving.get(member);
  }

  /** Forgets what a member that has left was forwarding. */
  synchronized void forgetMember(UUID member) {
    arriving.remove(member);
  }

  private static final class Frame {
    private final long number;

    /** Null when the frame is complete. */
    private ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** The complete frame, until it is handed over; owned by the thread that hands it over. */
    private byte[] whole;

    private int nextPart;
    private volatile boolean done;

    Frame(long number) {
      this.number = number;
    }

    Step take(ForwardMessage.FramePart part) {
      if (done) {
        return Step.ANSWER;
      }
      if (bytes == null || part.part() != nextPart) {
        // It is being handed over, or a part before it was lost and all will be sent again.
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
