package dev.penstock.admin.prices;

import dev.penstock.admin.ApiRefused;
import dev.penstock.admin.Problem;
import dev.penstock.meter.PriceBook;
import java.io.IOException;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Decides which bytes may become the price list. */
final class PriceLists {
    private static final int SHOWN = 120;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");
    private static final Pattern BETWEEN_NUMBERS = Pattern.compile("[^0-9]+");

    private PriceLists() {}

    /** @throws ApiRefused 400 naming the line that is wrong */
    static PriceBook read(byte[] file) {
        PriceBook list;
        int models;
        try {
            list = PriceBook.read("of the request", file);
            models = list.warm();
        } catch (IllegalArgumentException wrong) {
            throw invalid(String.valueOf(wrong.getMessage()));
        }
        if (models == 0) {
            throw invalid("The price file has no model");
        }
        if (list.date().isEmpty()) {
            throw invalid("The price file says no date; its header needs one, such as \"date\":\"2026-11-22\"");
        }
        if (!NAME.matcher(list.version()).matches()) {
            throw invalid("The price file's version is '" + shown(list.version())
                    + "'; use up to 80 letters, digits, '.', '_' and '-', a letter or digit first");
        }
        return list;
    }

    /**
     * Whether the list may follow the one in force.
     *
     * @return false where it is the one in force
     * @throws ApiRefused 409 saying what stands against it
     */
    static boolean mayFollow(PriceBook list, byte[] file, PriceShelf shelf) throws IOException {
        Optional<byte[]> kept = shelf.list(list.version());
        if (kept.isPresent() && !Arrays.equals(kept.get(), file)) {
            throw conflict("Another price list was in force under the version " + list.version()
                    + ", and rows name it; give this one a version of its own");
        }
        PriceBook now = shelf.inForce();
        if (now.listVersion().equals(list.version())) {
            return false;
        }
        if (isOlder(list, now)) {
            throw conflict("The price file " + list.version() + told(list) + " is older than " + now.listVersion()
                    + told(now) + ", which is in force and stays; nothing was changed");
        }
        return true;
    }

    /** By the day they are of; of one day, by the numbers in their versions. */
    static boolean isOlder(PriceBook one, PriceBook other) {
        LocalDate day = one.date().orElse(LocalDate.MIN);
        LocalDate otherDay = other.date().orElse(LocalDate.MIN);
        return day.equals(otherDay) ? isLower(one.listVersion(), other.listVersion()) : day.isBefore(otherDay);
    }

    private static boolean isLower(String one, String other) {
        List<String> numbers = numbers(one);
        List<String> others = numbers(other);
        for (int i = 0; i < Math.min(numbers.size(), others.size()); i++) {
            int order = new BigInteger(numbers.get(i)).compareTo(new BigInteger(others.get(i)));
            if (order != 0) {
                return order < 0;
            }
        }
        return numbers.size() < others.size();
    }

    private static List<String> numbers(String version) {
        return BETWEEN_NUMBERS
                .splitAsStream(version)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static String told(PriceBook list) {
        return list.date().map(date -> " (of " + date + ")").orElse("");
    }

    private static String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    private static ApiRefused invalid(String message) {
        return ApiRefused.invalid(Problem.inBody(message));
    }

    private static ApiRefused conflict(String message) {
        return ApiRefused.conflict(List.of(Problem.of(7009, message)));
    }
}
