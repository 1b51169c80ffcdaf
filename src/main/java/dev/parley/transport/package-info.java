/**
 * The transports, each in a package of its own, and the servlet filters that run before them:
 * proxies, admission, handshake. No transport knows another one.
 */
package dev.parley.transport;
