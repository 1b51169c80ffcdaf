/**
 * The health check of the container image. It is a program of its own that needs only the JDK, and
 * it knows the server only by the environment. Start reading at {@link
 * dev.parley.probe.ReadinessProbe}.
 */
package dev.parley.probe;
