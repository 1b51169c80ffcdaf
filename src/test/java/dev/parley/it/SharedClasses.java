package dev.parley.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * An archive of the classes that a server loads, for all members that start after the first one: a
 * start costs a quarter less (class-data sharing, JEP 350). The JVM itself checks that a class of
 * the archive is the one that would be loaded, and goes on without the archive if it does not fit.
 */
final class SharedClasses {
  private static final Path FOLDER = Path.of(System.getProperty("parley.it.root"), "target/it");
  private static final Path ARCHIVE = FOLDER.resolve(AppServer.NAME + ".jsa");

  private static final System.Logger LOG = System.getLogger(SharedClasses.class.getName());

  private SharedClasses() {}

  /** The options for the JVM of a member that starts now. */
  static List<String> options() {
    return List.of(
        Files.exists(ARCHIVE) ? "-XX:SharedArchiveFile=" + ARCHIVE : "-XX:+RecordDynamicDumpInfo");
  }

  /** Makes the archive from a member that is ready, unless some test has begun to make it. */
  static void archive(long pid) {
    try {
      Files.createFile(FOLDER.resolve(AppServer.NAME + ".claimed"));
    } catch (FileAlreadyExistsException e) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Path unfinished = FOLDER.resolve(AppServer.NAME + ".unfinished");
    try {
      Jcmd.run(pid, "VM.cds", "dynamic_dump", unfinished.toString());
      if (Files.exists(unfinished)) {
        Files.move(unfinished, ARCHIVE, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      // The members start without it.
      LOG.log(System.Logger.Level.WARNING, "no archive of classes was made", e);
    }
  }
}
