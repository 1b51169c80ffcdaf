package dev.parley.api;

import dev.parley.protocol.Fields;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.AsyncResponse;
import java.io.InputStream;

/** Answers a call of one method of the HTTP API. Holds no state. */
@Singleton
class ApiCalls {
  private final ApiMethods methods;
  private final JsonBody body;
  private final ApiResponses answers;

  @Inject
  ApiCalls(ApiMethods methods, JsonBody body, ApiResponses answers) {
    this.methods = methods;
    this.body = body;
    this.answers = answers;
  }

  /** Reads the request and answers when the method has; holds no thread until then. */
  void answer(String name, InputStream in, HttpServletRequest http, AsyncResponse response) {
    answers.later(
        response,
        () -> {
          ApiMethod method = methods.of(name);
          Fields request = method.fields().isEmpty() ? body.readOrNothing(in) : body.read(in);
          AuditEntry.concerns(http, request);
          return method.call(request).thenApply(answers::ok);
        });
  }
}
