package dev.parley.transport.stream;

import dev.parley.protocol.Fields;
import dev.parley.protocol.JsonReader;
import dev.parley.protocol.MalformedFrameException;
import dev.parley.protocol.ProtocolException;
import dev.parley.session.Emulation;
import dev.parley.session.Emulation.Outcome;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Takes the commands of sessions that have a stream, whichever member holds it, and answers with
 * 204 when the session has them: {@code {"session", "node", "data"}}. What they lead to comes by
 * the stream.
 */
@WebServlet(urlPatterns = "/emulation", asyncSupported = true)
public class EmulationServlet extends HttpServlet {
  private static final int TOO_MANY_REQUESTS = 429;

  @Inject private transient Emulation emulation;
  @Inject private transient RequestBody body;
  @Inject private transient JsonReader reader;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String text = body.read(request, response);
    if (text == null) {
      return;
    }
    CompletableFuture<Outcome> outcome;
    try {
      outcome = bring(text);
    } catch (MalformedFrameException | ProtocolException e) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST);
      return;
    }
    if (outcome.isDone()) {
      answer(outcome.join(), response);
      return;
    }
    AsyncContext exchange = request.startAsync();
    // Whoever brings it sets the time.
    exchange.setTimeout(0);
    outcome.thenAccept(
        known -> {
          answer(known, response);
          exchange.complete();
        });
  }

  private CompletableFuture<Outcome> bring(String text) throws MalformedFrameException {
    List<Fields> objects = reader.objects(text, 1, 1, name -> false);
    if (objects.isEmpty()) {
      throw new MalformedFrameException("a request must hold an object");
    }
    Fields fields = objects.get(0);
    return emulation
        .bring(fields.needText("node"), fields.needText("session"), fields.needText("data"))
        .toCompletableFuture();
  }

  private static void answer(Outcome outcome, HttpServletResponse response) {
    response.setHeader("Cache-Control", "no-store");
    switch (outcome) {
      case TAKEN -> response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      case UNKNOWN -> response.setStatus(HttpServletResponse.SC_NOT_FOUND);
      case TOO_MUCH -> tryAgain(response, TOO_MANY_REQUESTS);
      case UNANSWERED -> tryAgain(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    }
  }

  private static void tryAgain(HttpServletResponse response, int status) {
    response.setHeader("Retry-After", "1");
    response.setStatus(status);
  }
}
