package dev.parley.transport.stream;

import dev.parley.protocol.Codec;
import dev.parley.protocol.JsonCodec;
import dev.parley.protocol.ProtobufCodec;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;

/** Chooses the codec of a request by the type of its body. Holds no state. */
@Singleton
class RequestCodec {
  static final String BYTES = "application/octet-stream";

  private final JsonCodec json;
  private final ProtobufCodec protobuf;

  @Inject
  RequestCodec(JsonCodec json, ProtobufCodec protobuf) {
    this.json = json;
    this.protobuf = protobuf;
  }

  Codec of(HttpServletRequest request) {
    String type = request.getContentType();
    return type != null && type.toLowerCase(Locale.ROOT).startsWith(BYTES) ? protobuf : json;
  }
}
