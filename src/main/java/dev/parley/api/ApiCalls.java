package dev.parley.api;

import dev.parley.protocol.Fields;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.AsyncResponse;
import java.io.InputStream;

/** Runs one method of the HTTP API for a request. Holds no state. */
@Singleton
class ApiCalls {
  private final ApiMethods methods;
  private final JsonBody body;
  private final ApiResponses responses;

  @Inject
  ApiCalls(ApiMethods methods, JsonBody body, ApiResponses responses) {
    this.methods = methods;
    this.body = body;
    this.responses = responses;
  }

  /** Reads the request, runs the method and sends the response. No thread waits for the method. */
  void call(String name, InputStream in, HttpServletRequest http, AsyncResponse response) {
    responses.respond(
        response,
        () -> {
          ApiMethod method = methods.require(name);
          Fields request = method.fields().isEmpty() ? body.readOrNothing(in) : body.read(in);
          AuditEntry.addTarget(http, request);
          return method.call(request).thenApply(responses::ok);
        });
  }
}
