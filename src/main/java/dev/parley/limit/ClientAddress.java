package dev.parley.limit;

import dev.parley.config.Network;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * The IP address that a request comes from. Immutable.
 *
 * @param text the address as Java formats it; an IPv4 address inside an IPv6 one becomes IPv4
 * @param network the address for counting: an IPv4 address itself, of an IPv6 address the /64,
 *     because one host has all addresses of it
 */
public record ClientAddress(String text, String network) {
  private static final int COUNTED_BYTES = 8;
  private static final ClientAddress UNKNOWN = new ClientAddress("unknown", "unknown");

  /** Checks that both are there. */
  public ClientAddress {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(network, "network");
  }

  /** Returns the address of a text; a text that is no address gives {@code unknown}. */
  public static ClientAddress of(String text) {
    return parse(text).orElse(UNKNOWN);
  }

  /**
   * Parses an address; returns empty for any other text, also for a name: nothing is looked up.
   *
   * @param text may be null
   */
  public static Optional<ClientAddress> parse(String text) {
    return text == null ? Optional.empty() : Network.address(text).map(ClientAddress::of);
  }

  static ClientAddress of(InetAddress address) {
    if (address instanceof Inet4Address) {
      return new ClientAddress(address.getHostAddress(), address.getHostAddress());
    }
    byte[] network = Arrays.copyOf(Arrays.copyOf(address.getAddress(), COUNTED_BYTES), 16);
    return new ClientAddress(
        address.getHostAddress(), ofBytes(network).getHostAddress() + "/" + 8 * COUNTED_BYTES);
  }

  private static InetAddress ofBytes(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("16 bytes are an address", e);
    }
  }
}
