package dev.penstock.store.prices;

import dev.penstock.config.PriceOverride;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Keeps price lists packed and own prices as JSON, each under its version, and the job that corrects rows. A file is whole
 * or not there: it is written under another name, forced to disk and renamed. Safe to share.
 */
public final class PriceFolder {
    /** Versions of lists and of own prices that are kept; beyond, those that were in force longest ago go. */
    private static final int MOST_LISTS = 200;

    private static final int MOST_OWN = 2_000;
    private static final int LARGEST_LIST = 16 << 20;
    private static final int LARGEST_TEXT = 8 << 20;

    /** A version becomes the name of a file. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,99}");

    private static final String NEW = ".new";

    private final Path folder;
    private final Path lists;
    private final Path own;
    private final InstantSource clock;

    private PriceFolder(Path folder, InstantSource clock) {
        this.folder = folder;
        this.lists = folder.resolve("lists");
        this.own = folder.resolve("own");
        this.clock = clock;
    }

    /** Makes the folder where it is missing, and takes away what a killed process left unfinished. */
    public static PriceFolder open(Path folder, InstantSource clock) throws IOException {
        PriceFolder opened = new PriceFolder(folder, clock);
        for (Path each : List.of(folder, opened.lists, opened.own)) {
            Files.createDirectories(each);
            for (Path file : files(each)) {
                if (file.getFileName().toString().endsWith(NEW)) {
                    Files.deleteIfExists(file);
                }
            }
        }
        return opened;
    }

    /** Whether a version can be kept under its name. */
    public static boolean canName(String version) {
        return NAME.matcher(version).matches();
    }

    /** Keeps a list, or notes that it is in force again. */
    public synchronized void keepList(String version, byte[] file) throws IOException {
        Path path = listPath(version);
        if (!list(version).map(kept -> Arrays.equals(kept, file)).orElse(false)) {
            write(path, packed(file));
        }
        keepNewest(lists, path, MOST_LISTS);
    }

    public synchronized Optional<byte[]> list(String version) throws IOException {
        return canName(version) ? read(listPath(version), LARGEST_LIST).map(PriceFolder::unpacked) : Optional.empty();
    }

    /** Keeps the operator's own prices under the version they make with a list. */
    public synchronized void keepOwn(String version, List<PriceOverride> prices) throws IOException {
        Path path = ownPath(version);
        if (!Files.exists(path)) {
            write(path, OwnPrices.text(prices));
        }
        keepNewest(own, path, MOST_OWN);
    }

    /** @throws IllegalArgumentException where the file is damaged */
    public synchronized Optional<List<PriceOverride>> own(String version) throws IOException {
        return canName(version) ? read(ownPath(version), LARGEST_TEXT).map(OwnPrices::parse) : Optional.empty();
    }

    /** How far the correcting of rows is. */
    public synchronized Optional<byte[]> job() throws IOException {
        return read(folder.resolve("reprice.json"), LARGEST_TEXT);
    }

    public synchronized void keepJob(byte[] text) throws IOException {
        write(folder.resolve("reprice.json"), text);
    }

    private Path listPath(String version) {
        return lists.resolve(named(version) + ".json.gz");
    }

    private Path ownPath(String version) {
        return own.resolve(named(version) + ".json");
    }

    private static String named(String version) {
        if (!canName(version)) {
            throw new IllegalArgumentException("The version of the prices cannot be the name of a file; use up to 100"
                    + " letters, digits, '.', '_', '+' and '-', a letter or digit first");
        }
        return version;
    }

    private void keepNewest(Path where, Path touched, int most) throws IOException {
        Files.setLastModifiedTime(touched, FileTime.from(clock.instant()));
        List<Path> all = files(where);
        if (all.size() <= most) {
            return;
        }
        List<Path> oldestFirst =
                all.stream().sorted(Comparator.comparing(PriceFolder::modified)).toList();
        for (Path old : oldestFirst.subList(0, all.size() - most)) {
            if (!old.equals(touched)) {
                Files.deleteIfExists(old);
            }
        }
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static Optional<byte[]> read(Path path, int most) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new IOException(path + " is larger than " + most + " bytes");
            }
            return Optional.of(bytes);
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    private static void write(Path path, byte[] bytes) throws IOException {
        Path unfinished = path.resolveSibling(path.getFileName() + NEW);
        try (FileChannel out = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            out.force(true);
        }
        Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel names = FileChannel.open(path.resolveSibling("."), StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private static byte[] packed(byte[] file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(file);
        }
        return bytes.toByteArray();
    }

    /** What cannot be unpacked is as good as nothing: whoever reads it as prices refuses it. */
    private static byte[] unpacked(byte[] packed) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return in.readNBytes(LARGEST_LIST);
        } catch (IOException damaged) {
            return new byte[0];
        }
    }
}
