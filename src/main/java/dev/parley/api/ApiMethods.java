package dev.parley.api;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The methods of the HTTP API that may also be part of a batch. Immutable. */
@Singleton
class ApiMethods {
  private final Map<String, ApiMethod> byName = new TreeMap<>();

  @Inject
  ApiMethods(PublishMethods publish, ReadMethods read, SessionMethods sessions) {
    Stream.of(publish.all(), read.all(), sessions.all())
        .flatMap(List::stream)
        .forEach(method -> byName.put(method.name(), method));
  }

  /** Returns the method of this name, or throws 104. */
  ApiMethod require(String name) {
    ApiMethod method = byName.get(name);
    if (method == null) {
      throw new ProtocolException(
          ErrorCode.METHOD_NOT_FOUND,
          "there is no such method; the methods are " + String.join(", ", byName.keySet()));
    }
    return method;
  }
}
