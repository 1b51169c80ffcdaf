package dev.parley.api;

import dev.parley.protocol.ProtocolException;
import dev.parley.security.Caller;
import dev.parley.security.CallerAuthentication;
import jakarta.inject.Provider;
import jakarta.security.auth.message.AuthException;
import jakarta.security.auth.message.AuthStatus;
import jakarta.security.auth.message.MessageInfo;
import jakarta.security.auth.message.MessagePolicy;
import jakarta.security.auth.message.callback.CallerPrincipalCallback;
import jakarta.security.auth.message.callback.GroupPrincipalCallback;
import jakarta.security.auth.message.module.ServerAuthModule;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.security.Principal;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.UnsupportedCallbackException;

/**
 * Authenticates the callers of the HTTP API for the container, by an API key or a token. It stands
 * before the container's own check of tokens, so one verifier decides. It lets every call pass; one
 * without a valid credential has no principal, and {@link ApiAccessFilter} answers it. Safe for all
 * threads.
 *
 * <p>Source: Jakarta Authentication 3.0, chapter 3 (Servlet Container Profile).
 */
final class CallerAuthModule implements ServerAuthModule {
  private static final String CALLER = CallerAuthModule.class.getName();

  private final Provider<CallerAuthentication> callers;

  /**
   * How the container is told. Containers set it again for each request, but it does not depend on
   * the request: each one takes the subject from the callback.
   */
  private volatile CallbackHandler container;

  CallerAuthModule(Provider<CallerAuthentication> callers) {
    this.callers = callers;
  }

  /**
   * The caller of a request.
   *
   * @throws ProtocolException why the request has none
   */
  static Caller callerOf(HttpServletRequest request) {
    Object outcome = request.getAttribute(CALLER);
    if (outcome instanceof Caller caller) {
      return caller;
    }
    throw outcome instanceof RuntimeException refusal
        ? refusal
        : new IllegalStateException(
            "the server has authenticated nobody: does it have Jakarta Authentication?");
  }

  /** The caller of a request; empty if it has none. */
  static Optional<Caller> knownCallerOf(ContainerRequestContext request) {
    // The properties are the attributes of the servlet's request (Jakarta REST 3.1, 6.5.1).
    return request.getProperty(CALLER) instanceof Caller caller
        ? Optional.of(caller)
        : Optional.empty();
  }

  @Override
  public Class<?>[] getSupportedMessageTypes() {
    return new Class<?>[] {HttpServletRequest.class, HttpServletResponse.class};
  }

  @Override
  public void initialize(
      MessagePolicy request,
      MessagePolicy response,
      CallbackHandler handler,
      Map<String, Object> options) {
    container = handler;
  }

  @Override
  public AuthStatus validateRequest(MessageInfo message, Subject client, Subject service)
      throws AuthException {
    HttpServletRequest request = (HttpServletRequest) message.getRequestMessage();
    if (isCallOfTheApi(request) && authenticate(request) instanceof Caller caller) {
      tell(
          new CallerPrincipalCallback(client, caller.principal()),
          new GroupPrincipalCallback(client, Role.of(caller).toArray(String[]::new)));
    } else {
      tell(new CallerPrincipalCallback(client, (Principal) null));
    }
    return AuthStatus.SUCCESS;
  }

  private static boolean isCallOfTheApi(HttpServletRequest request) {
    return request.getServletPath().equals(ApiApplication.PATH);
  }

  /** Puts the caller, or the reason why there is none, into the request, and returns it. */
  private Object authenticate(HttpServletRequest request) {
    Object outcome;
    try {
      outcome =
          callers
              .get()
              .identify(
                  request.getHeader("X-API-Key"), request.getHeader(HttpHeaders.AUTHORIZATION));
    } catch (RuntimeException e) {
      outcome = e;
    }
    request.setAttribute(CALLER, outcome);
    return outcome;
  }

  private void tell(Callback... callbacks) throws AuthException {
    try {
      container.handle(callbacks);
    } catch (IOException | UnsupportedCallbackException e) {
      throw new AuthException(e);
    }
  }

  @Override
  public AuthStatus secureResponse(MessageInfo message, Subject service) {
    return AuthStatus.SEND_SUCCESS;
  }

  @Override
  public void cleanSubject(MessageInfo message, Subject subject) {
    if (subject != null) {
      subject.getPrincipals().clear();
    }
  }
}
