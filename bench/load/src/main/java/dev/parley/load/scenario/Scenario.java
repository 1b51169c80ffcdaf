package dev.parley.load.scenario;

import java.time.Duration;
import java.util.List;

/**
 * What a run does. {@code README.md} describes the keys.
 *
 * @param ramp over how long the connections are opened; zero: as fast as {@code pending} allows
 * @param pending the most connections that are being opened at a time
 * @param users how many different users the connections belong to
 * @param namespace of the rooms, such as {@code event} or {@code room}
 * @param members subscribers of each room
 * @param publishers of each room
 * @param rate messages per second into each room
 * @param size bytes of the data of a message
 * @param batch messages that a client sends in one frame
 * @param drain how long the last messages may take to arrive
 * @param receiveBuffer of each socket, in bytes; 0 leaves it to the system
 * @param segment the most bytes in a TCP segment; 0 leaves it to the system
 */
public record Scenario(
    String name,
    String description,
    int connections,
    Duration ramp,
    int pending,
    Duration connectTimeout,
    int users,
    String namespace,
    int rooms,
    int members,
    int publishers,
    PublishBy publishBy,
    int apiConnections,
    double rate,
    int size,
    int batch,
    Duration warmup,
    Duration duration,
    Duration drain,
    int receiveBuffer,
    int segment,
    Fault stall,
    Fault disconnect,
    List<Criterion> criteria) {

  /** How messages get into the server. */
  public enum PublishBy {
    CLIENTS,
    API
  }

  /** Messages per second into all rooms. */
  public double publishRate() {
    return rate * rooms;
  }

  /** Messages per second out to all members. */
  public double deliveryRate() {
    return publishRate() * members;
  }

  /** Whether anything is published at all. */
  public boolean publishes() {
    return rate > 0 && rooms > 0;
  }
}
