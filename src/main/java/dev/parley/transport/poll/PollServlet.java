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
 * Long polling. A session is opened at {@code /connection/poll}; what belongs to one stands below
 * it: {@code /next} waits for the next batch, {@code /send} takes commands, {@code /close} ends it.
 * All are POST, so that nothing is kept by a cache and no secret stands in a URL, and no thread
 * waits for any.
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
    String step = request.getPathInfo() == null ? "" : request.getPathInfo();
    Step taken =
        switch (step) {
          case "" -> this::open;
          case "/next" -> this::next;
          case "/send" -> this::send;
          case "/close" -> this::close;
          default -> null;
        };
    if (taken == null) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    body.read(
        codec,
        request,
        response,
        (bytes, context) -> take(taken, new String(bytes, StandardCharsets.UTF_8), context));
  }

  /** Does what a request asks for, with its body. */
  private interface Step {
    void take(String text, AsyncContext context) throws MalformedFrameException;
  }

  private void take(Step step, String text, AsyncContext context) {
    try {
      step.take(text, context);
    } catch (MalformedFrameException e) {
      refuse(context, e.getMessage());
    }
  }

  /** The body is the first frame of commands; without one there is nothing to wait for. */
  private void open(String frame, AsyncContext context) {
    PollSession session =
        polls.open(HandshakeFilter.brought((HttpServletRequest) context.getRequest()));
    String opening = polls.opening(session);
    if (frame.isBlank()) {
      answer(context, HttpServletResponse.SC_OK, PollResponse.EMPTY.after(opening));
    } else {
      session.begin(frame, new HeldPoll(context, session.writer(), opening));
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
      done(context);
    } else {
      refuse(context, "turn is not the next one");
    }
  }

  private void close(String text, AsyncContext context) throws MalformedFrameException {
    PollHead head = PollHead.of(text, reader);
    if (find(head, context) != null) {
      polls.leave(head.poll());
      done(context);
    }
  }

  /** The session of a request; null if it is not here: then the request is answered. */
  private PollSession find(PollHead head, AsyncContext context) {
    PollSession session = polls.find(head.poll());
    if (session == null) {
      answer(
          context,
          HttpServletResponse.SC_NOT_FOUND,
          end(DisconnectCode.CONNECTION_CLOSED, polls.whyNotHere(head.poll())));
    }
    return session;
  }

  private static void done(AsyncContext context) {
    ((HttpServletResponse) context.getResponse()).setStatus(HttpServletResponse.SC_NO_CONTENT);
    context.complete();
  }

  private void refuse(AsyncContext context, String why) {
    answer(context, HttpServletResponse.SC_BAD_REQUEST, end(DisconnectCode.BAD_REQUEST, why));
  }

  /** Answers here and now. */
  private static void answer(AsyncContext context, int status, PollResponse answer) {
    HttpServletResponse response = (HttpServletResponse) context.getResponse();
    response.setStatus(status);
    try {
      answer.write(response);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a client was gone before it was answered", e);
    } finally {
      context.complete();
    }
  }

  private PollResponse end(DisconnectCode code, String why) {
    return PollResponse.end(codec.push(new Push.Disconnected(code, why)));
  }
}
