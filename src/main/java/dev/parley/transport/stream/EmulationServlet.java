package dev.parley.transport.stream;

import dev.parley.protocol.Codec;
import dev.parley.protocol.EmulationRequest;
import dev.parley.protocol.MalformedFrameException;
import dev.parley.session.forward.CommandForwarder;
import dev.parley.session.forward.CommandForwarder.Outcome;
import dev.parley.transport.RequestBody;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * Receives the commands of sessions that have a stream, on any member: {@code {"session", "node",
 * "data"}}. It answers 204 when the session has them; the replies come by the stream.
 */
@WebServlet(urlPatterns = "/emulation", asyncSupported = true)
public class EmulationServlet extends HttpServlet {
  private static final int TOO_MANY_REQUESTS = 429;

  @Inject private transient CommandForwarder emulation;
  @Inject private transient RequestBody body;
  @Inject private transient RequestCodec codecs;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Codec codec = codecs.of(request);
    body.read(
        codec, request, response, (bytes, exchange) -> forward(codec, bytes, response, exchange));
  }

  private void forward(
      Codec codec, byte[] bytes, HttpServletResponse response, AsyncContext exchange) {
    CompletableFuture<Outcome> outcome;
    try {
      outcome = forward(codec.emulation(bytes));
    } catch (MalformedFrameException e) {
      response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
      exchange.complete();
      return;
    }
    // The forwarder limits the time.
    outcome.thenAccept(
        known -> {
          answer(known, response);
          exchange.complete();
        });
  }

  private CompletableFuture<Outcome> forward(EmulationRequest request) {
    return emulation
        .forward(request.node(), request.session(), request.frame())
        .toCompletableFuture();
  }

  private static void answer(Outcome outcome, HttpServletResponse response) {
    response.setHeader("Cache-Control", "no-store");
    switch (outcome) {
      case ACCEPTED -> response.setStatus(HttpServletResponse.SC_NO_CONTENT);
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
