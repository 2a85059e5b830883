package dev.penstock.app;

import dev.penstock.admin.prices.PriceShelf;
import dev.penstock.admin.prices.Repricing;
import dev.penstock.config.PriceOverride;
import dev.penstock.control.ControlState;
import dev.penstock.meter.PriceBook;
import dev.penstock.store.prices.PriceFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The price book in force, made of the newer of two lists and the operator's own prices, and all that were before. */
final class PriceHouse implements PriceShelf, Repricing.Journal {
    private static final Logger LOG = LoggerFactory.getLogger(PriceHouse.class);
    private static final int MOST_REMEMBERED = 16;

    private final PriceFolder folder;
    private final PriceBook bundled = PriceBook.bundled();
    private volatile PriceBook inForce = bundled;

    /** Books that were asked for, by version. Guarded by itself. */
    private final Map<String, PriceBook> remembered = new LinkedHashMap<>(32, 0.75f, true);

    /** The version that was kept last. Guarded by this. */
    private String kept = "";

    private PriceHouse(PriceFolder folder) {
        this.folder = folder;
    }

    static PriceHouse open(Path folder, InstantSource clock) throws IOException {
        return new PriceHouse(PriceFolder.open(folder, clock));
    }

    /** The book from now on. It is kept before anything is priced by it; a disk that refuses stops no call. */
    synchronized PriceBook book(List<PriceOverride> own, ControlState control) {
        PriceBook list = list(control);
        PriceBook book = own.isEmpty() ? list : list.with(own);
        if (!book.version().equals(kept)) {
            keep(list, book, own);
        }
        remember(book.version(), book);
        inForce = book;
        return book;
    }

    @Override
    public PriceBook inForce() {
        return inForce;
    }

    @Override
    public PriceBook bundled() {
        return bundled;
    }

    @Override
    public Optional<PriceBook> find(String version) {
        synchronized (remembered) {
            PriceBook known = remembered.get(version);
            if (known != null) {
                return Optional.of(known);
            }
        }
        Optional<PriceBook> read = read(version);
        read.ifPresent(book -> remember(version, book));
        return read;
    }

    @Override
    public void keep(PriceBook list, byte[] file) throws IOException {
        folder.keepList(list.listVersion(), file);
    }

    @Override
    public Optional<byte[]> list(String version) throws IOException {
        return folder.list(version);
    }

    @Override
    public Optional<byte[]> job() throws IOException {
        return folder.job();
    }

    @Override
    public void keepJob(byte[] text) throws IOException {
        folder.keepJob(text);
    }

    /** The installed list, unless this version of Penstock came with a newer one. */
    private PriceBook list(ControlState control) {
        Optional<PriceBook> installed = PriceShelf.installed(control)
                .filter(version -> !version.equals(bundled.version()))
                .flatMap(this::find);
        return installed.filter(list -> !isOlder(list, bundled)).orElse(bundled);
    }

    private static boolean isOlder(PriceBook one, PriceBook other) {
        return one.date().orElse(LocalDate.MIN).isBefore(other.date().orElse(LocalDate.MIN));
    }

    private void keep(PriceBook list, PriceBook book, List<PriceOverride> own) {
        try {
            if (list == bundled) {
                folder.keepList(list.version(), PriceBook.bundledFile());
            }
            if (!own.isEmpty()) {
                folder.keepOwn(book.version(), own);
            }
            kept = book.version();
        } catch (IOException failure) {
            LOG.error(
                    "The prices {} could not be kept; receipts of calls priced by them may have no lines later",
                    book.version(),
                    failure);
        }
    }

    private Optional<PriceBook> read(String version) {
        int plus = version.indexOf('+');
        String listed = plus < 0 ? version : version.substring(0, plus);
        try {
            Optional<byte[]> file = folder.list(listed);
            if (file.isEmpty()) {
                return Optional.empty();
            }
            PriceBook list = PriceBook.read(listed, file.get());
            Optional<PriceBook> book =
                    plus < 0 ? Optional.of(list) : folder.own(version).map(list::with);
            return book.filter(found -> found.version().equals(version));
        } catch (IOException | IllegalArgumentException damaged) {
            LOG.error("The prices {} are kept but cannot be read: {}", version, damaged.getMessage());
            return Optional.empty();
        }
    }

    private void remember(String version, PriceBook book) {
        synchronized (remembered) {
            remembered.put(version, book);
            if (remembered.size() > MOST_REMEMBERED) {
                remembered.remove(remembered.keySet().iterator().next());
            }
        }
    }
}
