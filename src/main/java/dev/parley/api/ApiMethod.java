package dev.parley.api;

import dev.parley.protocol.Fields;
import dev.parley.protocol.ProtocolException;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A method of the HTTP API that may be called by itself or as a command of a batch. Immutable.
 *
 * @param name the last part of its address
 * @param right what a caller needs, a word of {@link Role}
 * @param fields those that a request may have
 * @param work returns the result, a record of {@link ApiResults}; may throw a {@link
 *     ProtocolException}, or complete with one
 */
record ApiMethod(
    String name, String right, Set<String> fields, Function<Fields, CompletionStage<?>> work) {

  /** Does it, unless the request has fields that it does not know. */
  CompletionStage<?> call(Fields request) {
    KnownFields.require(request, fields);
    return work.apply(request);
  }
}
