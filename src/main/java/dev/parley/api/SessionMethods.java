package dev.parley.api;

import dev.parley.channel.ChannelNames;
import dev.parley.config.Namespace;
import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Fields;
import dev.parley.protocol.ProtocolException;
import dev.parley.security.UserIds;
import dev.parley.session.ControlRequest;
import dev.parley.session.SessionControl;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What the HTTP API orders of the sessions of a user. Holds no state. */
@Singleton
class SessionMethods {
  /** The end of the year 9999. */
  static final long LAST_SECOND = 253_402_300_799L;

  private final SessionControl orders;
  private final ChannelNames names;
  private final UserIds ids;

  @Inject
  SessionMethods(SessionControl orders, ChannelNames names, UserIds ids) {
    this.orders = orders;
    this.ids = ids;
    this.names = names;
  }

  List<ApiMethod> all() {
    return List.of(
        ordering(
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
        ordering("unsubscribe", Set.of("user", "channel", "client"), this::unsubscribe),
        ordering(
            "disconnect",
            Set.of("user", "client", "whitelist", "disconnect", "ClientWhitelist", "Disconnect"),
            this::disconnect),
        ordering("refresh", Set.of("user", "client", "expired", "expire_at"), this::refresh));
  }

  private ApiMethod ordering(
      String name, Set<String> fields, Function<Fields, ControlRequest> order) {
    return new ApiMethod(name, Role.ADMIN, fields, request -> give(order.apply(request)));
  }

  private CompletionStage<?> give(ControlRequest order) {
    return orders.give(order).thenApply(ApiResults.Reached::new);
  }

  private ControlRequest subscribe(Fields request) {
    String user = ids.of(request);
    String channel = request.needText("channel");
    Namespace namespace = names.namespaceOf(channel);
    requireDoes(request, "presence", namespace.presence());
    requireDoes(request, "join_leave", namespace.joinLeave());
    requireDoes(request, "position", namespace.logged());
    requireDoes(request, "recover", namespace.logged());
    return new ControlRequest.Subscribe(
        user, client(request), channel, request.position("recover_since"), request.payload("data"));
  }

  /** What a namespace does, a subscription need not ask for; what it does not do cannot be had. */
  private static void requireDoes(Fields request, String name, boolean does) {
    if (request.flag(name) && !does) {
      throw bad(name + " cannot be: the namespace of the channel decides, and has it not");
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
        code(request.object(code)));
  }

  /** The library for Go writes some names in its own way. */
  private static String spelling(Fields request, String name, String another) {
    if (request.has(name) && request.has(another)) {
      throw bad("send " + name + " or " + another + ", not both");
    }
    return request.has(another) ? another : name;
  }

  private ControlRequest refresh(Fields request) {
    String user = ids.of(request);
    boolean expired = request.flag("expired");
    if (!expired && !request.has("expire_at")) {
      throw bad("say expired, or when the sessions end by expire_at");
    }
    Instant expires = Instant.ofEpochSecond(request.number("expire_at", 0, 0, LAST_SECOND));
    return expired || !expires.isAfter(Instant.now())
        ? new ControlRequest.Disconnect(user, client(request), Set.of(), DisconnectCode.EXPIRED)
        : new ControlRequest.Refresh(user, client(request), expires);
  }

  /** Null if all clients of the user are meant. */
  private static String client(Fields request) {
    String client = request.text("client");
    return client == null || client.isEmpty() ? null : client;
  }

  private static DisconnectCode code(Fields request) {
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
      throw bad("the code says whether clients come back: 3000 to 3499 and 4000 to 4499 do");
    }
    return disconnect;
  }

  private static ProtocolException bad(String problem) {
    return new ProtocolException(ErrorCode.BAD_REQUEST, problem);
  }
}
