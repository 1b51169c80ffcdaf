package dev.parley.api;

import dev.parley.protocol.Fields;
import dev.parley.protocol.ProtocolException;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A method of the HTTP API, for calls of its own and for batches. Immutable.
 *
 * @param name the last part of its address
 * @param right the right that a caller needs, a constant of {@link Role}
 * @param fields the names of the fields that a request may have
 * @param action returns the result, a record of {@link ApiResults}; may throw a {@link
 *     ProtocolException}, or complete with one
 */
record ApiMethod(
    String name, String right, Set<String> fields, Function<Fields, CompletionStage<?>> action) {

  /** Runs the method, unless the request has unknown fields. */
  CompletionStage<?> call(Fields request) {
    KnownFields.require(request, fields);
    return action.apply(request);
  }
}
