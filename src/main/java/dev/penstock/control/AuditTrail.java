package dev.penstock.control;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Keeps who did what, in a chain that shows where it was cut. Blocks: not for event loops. */
public interface AuditTrail extends AutoCloseable {
    /** Appends durably, before the effect. What cannot be appended must not happen. */
    Head append(Entry entry) throws IOException;

    /** What was noted, read from the disk. */
    Found find(Wanted wanted) throws IOException;

    @Override
    void close();

    /**
     * One act. Holds no secret and no prompt.
     *
     * @param at epoch milliseconds
     * @param account empty for the installation's
     * @param action "gateway created", "key read"
     * @param revision the revision the act makes; 0 where it makes none
     */
    record Entry(long at, Actor actor, String account, String action, String object, long revision) {}

    /**
     * Where the chain ends.
     *
     * @param count the entries there are
     * @param hash of the last one, in hexadecimal digits
     */
    record Head(long count, String hash) {
        /** As it is kept beside the state. */
        public String text() {
            return count + " " + hash;
        }

        /** What {@link #text()} gave. */
        public static Head parse(String text) {
            int space = text.indexOf(' ');
            return new Head(Long.parseLong(text.substring(0, space)), text.substring(space + 1));
        }
    }

    /**
     * Which entries are asked for.
     *
     * @param account only this one's; empty for all, the installation's own included
     * @param from epoch milliseconds
     * @param until epoch milliseconds, not included
     * @param newestFirst in which order they are counted and given
     * @param skip how many to leave out
     * @param limit how many to give at most
     */
    record Wanted(
            Optional<String> account,
            Optional<String> action,
            Optional<String> actor,
            long from,
            long until,
            boolean newestFirst,
            int skip,
            int limit) {}

    /** One kept entry with its number. */
    record Kept(long number, Entry entry) {}

    /** @param total how many fit, whether or not they were asked for */
    record Found(List<Kept> entries, long total) {
        public Found {
            entries = List.copyOf(entries);
        }
    }
}
