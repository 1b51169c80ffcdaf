package dev.parley.transport.poll;

import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.JsonCodec;
import dev.parley.protocol.JsonReader;
import dev.parley.protocol.MalformedFrameException;
import dev.parley.protocol.Push;
import dev.parley.transport.HandshakeFilter;
import dev.parley.transport.RequestBody;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Long polling. {@code /connection/poll} opens a session. Below it {@code /next} waits for the next
 * batch, {@code /send} sends commands, {@code /close} ends the session. All are POST, so that no
 * cache keeps an answer and no secret is in a URL. No thread waits for a request.
 *
 * <p>Rule Q1 of {@code docs/SPEC.md}.
 */
@WebServlet(
    urlPatterns = {"/connection/poll", "/connection/poll/*"},
    asyncSupported = true)
public class PollServlet extends HttpServlet {
  private static final System.Logger LOG = System.getLogger(PollServlet.class.getName());

  @Inject private transient PollRegistry polls;
  @Inject private transient RequestBody body;
  @Inject private transient JsonReader reader;
  @Inject private transient JsonCodec codec;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = request.getPathInfo() == null ? "" : request.getPathInfo();
    Step step =
        switch (path) {
          case "" -> this::open;
          case "/next" -> this::next;
          case "/send" -> this::send;
          case "/close" -> this::close;
          default -> null;
        };
    if (step == null) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    body.read(
        codec,
        request,
        response,
        (bytes, context) -> run(step, new String(bytes, StandardCharsets.UTF_8), context));
  }

  /** Handles a request at one path. */
  private interface Step {
    void run(String text, AsyncContext context) throws MalformedFrameException;
  }

  private void run(Step step, String text, AsyncContext context) {
    try {
      step.run(text, context);
    } catch (MalformedFrameException e) {
      refuse(context, e.getMessage());
    }
  }

  /** The body is the first frame of commands; without one the answer comes at once. */
  private void open(String frame, AsyncContext context) {
    PollSession session =
        polls.open(HandshakeFilter.handshakeOf((HttpServletRequest) context.getRequest()));
    String opening = polls.opening(session);
    if (frame.isBlank()) {
      answer(context, HttpServletResponse.SC_OK, PollResponse.EMPTY.after(opening));
    } else {
      session.start(frame, new HeldPoll(context, session.writer(), opening));
    }
  }

  private void next(String text, AsyncContext context) throws MalformedFrameException {
    PollHead head = PollHead.of(text, reader);
    PollSession session = find(head, context);
    if (session != null
        && !session.poll(head.turn(), head.ack(), new HeldPoll(context, session.writer(), ""))) {
      refuse(context, "ack names a batch that was never sent");
    }
  }

  private void send(String text, AsyncContext context) throws MalformedFrameException {
    PollHead head = PollHead.of(text, reader);
    PollSession session = find(head, context);
    if (session == null) {
      return;
    }
    if (session.receive(head.turn(), PollHead.frame(text))) {
      respondNoContent(context);
    } else {
      refuse(context, "turn is not the next one");
    }
  }

  private void close(String text, AsyncContext context) throws MalformedFrameException {
    PollHead head = PollHead.of(text, reader);
    if (find(head, context) != null) {
      polls.close(head.poll());
      respondNoContent(context);
    }
  }

  /** The session of a request; null if it is not here, and then the answer has been sent. */
  private PollSession find(PollHead head, AsyncContext context) {
    PollSession session = polls.find(head.poll());
    if (session == null) {
      answer(
          context,
          HttpServletResponse.SC_NOT_FOUND,
          end(DisconnectCode.CONNECTION_CLOSED, polls.whyMissing(head.poll())));
    }
    return session;
  }

  private static void respondNoContent(AsyncContext context) {
    ((HttpServletResponse) context.getResponse()).setStatus(HttpServletResponse.SC_NO_CONTENT);
    context.complete();
  }

  private void refuse(AsyncContext context, String why) {
    answer(context, HttpServletResponse.SC_BAD_REQUEST, end(DisconnectCode.BAD_REQUEST, why));
  }

  /** Answers on this thread. */
  private static void answer(AsyncContext context, int status, PollResponse answer) {
    HttpServletResponse response = (HttpServletResponse) context.getResponse();
    response.setStatus(status);
    try {
      answer.write(response);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "the client was gone before the answer", e);
    } finally {
      context.complete();
    }
  }

  private PollResponse end(DisconnectCode code, String why) {
    return PollResponse.end(codec.push(new Push.Disconnected(code, why)));
  }
}
