package dev.parley.session;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Payload;
import dev.parley.protocol.ProtocolException;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The methods and listeners that were found at start. Immutable. */
@Singleton
class RpcMethodRegistry {
  private static final System.Logger LOG = System.getLogger(RpcMethodRegistry.class.getName());

  private final Map<String, RpcMethod> byName;
  private final List<MessageListener> listeners;

  @Inject
  RpcMethodRegistry(@Any Instance<RpcMethod> methods, @Any Instance<MessageListener> listeners) {
    this(methods.stream().toList(), listeners.stream().toList());
  }

  RpcMethodRegistry(List<RpcMethod> methods, List<MessageListener> listeners) {
    Map<String, RpcMethod> found = new HashMap<>();
    for (RpcMethod method : methods) {
      if (found.put(method.name(), method) != null) {
        throw new IllegalStateException("two RPC methods are named " + method.name());
      }
    }
    this.byName = Map.copyOf(found);
    this.listeners = List.copyOf(listeners);
  }

  CompletionStage<Payload> call(String name, RpcCall call) {
    RpcMethod method = byName.get(name);
    if (method == null) {
      throw new ProtocolException(ErrorCode.METHOD_NOT_FOUND, "there is no such method");
    }
    return method.call(call);
  }

  void received(ClientInfo sender, Payload data) {
    for (MessageListener listener : listeners) {
      try {
        listener.received(sender, data);
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "a message listener failed", e);
      }
    }
  }
}
