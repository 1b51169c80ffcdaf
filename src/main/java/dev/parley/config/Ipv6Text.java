package dev.parley.config;

import java.util.ArrayList;
import java.util.List;

/** Writes IPv6 addresses as browsers do. Holds no state. Source: WHATWG URL, IPv6 serializer. */
final class Ipv6Text {
  private static final int PIECES = 8;

  private Ipv6Text() {}

  /**
   * @param address 16 bytes, or the 4 bytes of an IPv4 address that is mapped into IPv6
   */
  static String of(byte[] address) {
    List<Integer> pieces = new ArrayList<>();
    if (address.length == 4) {
      pieces.addAll(List.of(0, 0, 0, 0, 0, 0xffff));
    }
    for (int i = 0; i < address.length; i += 2) {
      pieces.add((address[i] & 0xff) << 8 | address[i + 1] & 0xff);
    }
    int start = 0;
    int length = 0;
    for (int i = 0; i < PIECES; i++) {
      int end = i;
      while (end < PIECES && pieces.get(end) == 0) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    return length < 2
        ? hex(pieces)
        : hex(pieces.subList(0, start)) + "::" + hex(pieces.subList(start + length, PIECES));
  }

  private static String hex(List<Integer> pieces) {
    return String.join(":", pieces.stream().map(Integer::toHexString).toList());
  }
}
