package dev.parley.config;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name of this member. Immutable. */
@Singleton
public class NodeName {
  /** The version of Parley in replies to clients. */
  public static final String VERSION = "Parley 0.1";

  private static final System.Logger LOG = System.getLogger(NodeName.class.getName());

  private final String name;

  /** Uses the configured name, or the name of the host. */
  @Inject
  public NodeName(ParleyConfig config) {
    String configured = config.get(ServerKeys.NODE_NAME);
    this.name = configured.isEmpty() ? hostName() : configured;
  }

  /** The name, never empty. */
  public String name() {
    return name;
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      LOG.log(System.Logger.Level.DEBUG, "The host does not know its name", e);
      return "parley";
    }
  }
}
