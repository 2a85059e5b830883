package dev.penstock.admin.prices;

import dev.penstock.meter.PriceBook;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Price books in memory. */
final class Shelf implements PriceShelf {
    private final Map<String, PriceBook> books = new HashMap<>();
    private PriceBook inForce = PriceBook.bundled();

    static Shelf with(PriceBook... books) {
        Shelf shelf = new Shelf();
        for (PriceBook book : books) {
            shelf.put(book);
        }
        return shelf;
    }

    void put(PriceBook book) {
        books.put(book.version(), book);
        inForce = book;
    }

    @Override
    public PriceBook inForce() {
        return inForce;
    }

    @Override
    public PriceBook bundled() {
        return PriceBook.bundled();
    }

    @Override
    public Optional<PriceBook> find(String version) {
        return Optional.ofNullable(books.get(version));
    }

    @Override
    public void keep(PriceBook list, byte[] file) {
        put(list);
    }

    @Override
    public Optional<byte[]> list(String version) {
        return Optional.empty();
    }
}
