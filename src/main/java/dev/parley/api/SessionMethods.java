package dev.parley.api;

import dev.parley.channel.ChannelNames;
import dev.parley.config.Namespace;
import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Fields;
import dev.parley.protocol.ProtocolException;
import dev.parley.security.UserIds;
import dev.parley.session.control.ControlRequest;
import dev.parley.session.control.SessionControl;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The methods of the HTTP API that control the sessions of a user. Holds no state. */
@Singleton
class SessionMethods {
  /** The end of the year 9999. */
  static final long LAST_SECOND = 253_402_300_799L;

  private final SessionControl control;
  private final ChannelNames names;
  private final UserIds ids;

  @Inject
  SessionMethods(SessionControl control, ChannelNames names, UserIds ids) {
    this.control = control;
    this.ids = ids;
    this.names = names;
  }

  List<ApiMethod> all() {
    return List.of(
        method(
            "subscribe",
            Set.of(
                "user",
                "channel",
                "client",
                "data",
                "recover_since",
                "presence",
                "join_leave",
                "position",
                "recover"),
            this::subscribe),
        method("unsubscribe", Set.of("user", "channel", "client"), this::unsubscribe),
        method(
            "disconnect",
            Set.of("user", "client", "whitelist", "disconnect", "ClientWhitelist", "Disconnect"),
            this::disconnect),
        method("refresh", Set.of("user", "client", "expired", "expire_at"), this::refresh));
  }

  private ApiMethod method(
      String name, Set<String> fields, Function<Fields, ControlRequest> reader) {
    return new ApiMethod(name, Role.ADMIN, fields, request -> send(reader.apply(request)));
  }

  private CompletionStage<?> send(ControlRequest request) {
    return control.send(request).thenApply(ApiResults.SessionCount::new);
  }

  private ControlRequest subscribe(Fields request) {
    String user = ids.of(request);
    String channel = request.needText("channel");
    Namespace namespace = names.namespaceOf(channel);
    requireSupported(request, "presence", namespace.presence());
    requireSupported(request, "join_leave", namespace.joinLeave());
    requireSupported(request, "position", namespace.logged());
    requireSupported(request, "recover", namespace.logged());
    return new ControlRequest.Subscribe(
        user, client(request), channel, request.position("recover_since"), request.payload("data"));
  }

  /** Refuses an option of a subscription that its namespace does not have. */
  private static void requireSupported(Fields request, String name, boolean supported) {
    if (request.flag(name) && !supported) {
      throw badRequest(name + " is not possible: the namespace of the channel does not have it");
    }
  }

  private ControlRequest unsubscribe(Fields request) {
    return new ControlRequest.Unsubscribe(
        ids.of(request), client(request), request.needText("channel"));
  }

  private ControlRequest disconnect(Fields request) {
    String whitelist = spelling(request, "whitelist", "ClientWhitelist");
    String code = spelling(request, "disconnect", "Disconnect");
    return new ControlRequest.Disconnect(
        ids.of(request),
        client(request),
        request.has(whitelist) ? Set.copyOf(request.needList(whitelist)) : Set.of(),
        disconnectCode(request.object(code)));
  }

  /** The name that the request uses: the library for Go spells some fields in another way. */
  private static String spelling(Fields request, String name, String another) {
    if (request.has(name) && request.has(another)) {
      throw badRequest("send " + name + " or " + another + ", not both");
    }
    return request.has(another) ? another : name;
  }

  private ControlRequest refresh(Fields request) {
    String user = ids.of(request);
    boolean expired = request.flag("expired");
    if (!expired && !request.has("expire_at")) {
      throw badRequest("send expired or expire_at");
    }
    Instant expires = Instant.ofEpochSecond(request.number("expire_at", 0, 0, LAST_SECOND));
    return expired || !expires.isAfter(Instant.now())
        ? new ControlRequest.Disconnect(user, client(request), Set.of(), DisconnectCode.EXPIRED)
        : new ControlRequest.Refresh(user, client(request), expires);
  }

  /** Returns null for all clients of the user. */
  private static String client(Fields request) {
    String client = request.text("client");
    return client == null || client.isEmpty() ? null : client;
  }

  private static DisconnectCode disconnectCode(Fields request) {
    DisconnectCode usual = DisconnectCode.FORCE_DISCONNECT;
    if (request == null) {
      return usual;
    }
    KnownFields.require(request, Set.of("code", "reason", "reconnect"));
    String reason = request.text("reason");
    int code =
        (int) request.number("code", usual.code(), DisconnectCode.LEAST, DisconnectCode.MOST);
    DisconnectCode disconnect =
        new DisconnectCode(code, reason == null || reason.isEmpty() ? usual.reason() : reason);
    if (request.flag("reconnect") && !disconnect.reconnects()) {
      throw badRequest(
          "the code says whether clients reconnect: they do after 3000 to 3499 and 4000 to 4499");
    }
    return disconnect;
  }

  private static ProtocolException badRequest(String problem) {
    return new ProtocolException(ErrorCode.BAD_REQUEST, problem);
  }
}
