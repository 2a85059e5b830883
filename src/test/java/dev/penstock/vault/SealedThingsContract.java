package dev.penstock.vault;

import static dev.penstock.vault.Keys.NEW;
import static dev.penstock.vault.Keys.OLD;
import static dev.penstock.vault.Keys.vault;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every store of sealed things keeps to. */
public abstract class SealedThingsContract {
    /** A new store, or the same one again once it was made. */
    protected abstract SealedThings things() throws Exception;

    /** Keeps bytes as a stored provider key would be kept. */
    protected abstract void keep(String name, Sealed sealed) throws Exception;

    private static Sealed sealed(String name) {
        return vault(OLD).seal(new Label("acme", "support", "openai", name, 1), new Secret(name));
    }

    private static List<SealedThings.Thing> all(SealedThings things, int page) throws Exception {
        List<SealedThings.Thing> all = new ArrayList<>();
        List<SealedThings.Thing> next = things.after("", page);
        while (!next.isEmpty()) {
            assertThat(next).hasSizeLessThanOrEqualTo(page);
            all.addAll(next);
            next = things.after(next.getLast().id(), page);
        }
        return all;
    }

    @Test
    void keeps_one_check_and_replaces_the_one_given_only() throws Exception {
        SealedThings things = things();
        Sealed first = sealed("first");
        Sealed second = sealed("second");

        assertThat(things.check()).isEmpty();
        assertThat(things.replaceCheck(Optional.of(first), second)).isFalse();
        assertThat(things.replaceCheck(Optional.empty(), first)).isTrue();
        assertThat(things.replaceCheck(Optional.empty(), second)).isFalse();
        assertThat(things().check()).contains(first);
        assertThat(things.replaceCheck(Optional.of(first), second)).isTrue();
        assertThat(things.replaceCheck(Optional.of(first), first)).isFalse();
        assertThat(things().check()).contains(second);
        assertThat(all(things, 10)).isEmpty();
    }

    @Test
    void gives_every_thing_once_however_large_the_page() throws Exception {
        List<Sealed> kept = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            kept.add(sealed("key" + i));
            keep("key" + i, kept.getLast());
        }
        for (int page : new int[] {1, 2, 7, 100}) {
            assertThat(all(things(), page))
                    .extracting(SealedThings.Thing::sealed)
                    .containsExactlyInAnyOrderElementsOf(kept);
            assertThat(all(things(), page)).extracting(SealedThings.Thing::id).doesNotHaveDuplicates();
        }
    }

    @Test
    void replaces_the_bytes_given_only() throws Exception {
        keep("a", sealed("a"));
        keep("b", sealed("b"));
        SealedThings things = things();
        SealedThings.Thing thing = things.after("", 1).getFirst();
        Sealed next = vault(NEW, OLD).rewrap(thing.sealed());

        assertThat(things.replace(thing.id(), next, next)).isFalse();
        assertThat(things.replace(thing.id() + "x", thing.sealed(), next)).isFalse();
        assertThat(things.replace(thing.id(), thing.sealed(), next)).isTrue();
        assertThat(things().after("", 1).getFirst()).isEqualTo(new SealedThings.Thing(thing.id(), next));
        assertThat(all(things, 10)).hasSize(2);
    }

    @Test
    void a_rotation_brings_all_of_it_under_the_new_key() throws Exception {
        keep("a", sealed("a"));
        keep("b", sealed("b"));
        KeyCheck.mark(vault(OLD), things());

        assertThat(new Rotation(vault(NEW, OLD), things(), () -> false).run())
                .isEqualTo(new Rotation.Outcome(true, 2, 0, List.of()));
        assertThat(KeyCheck.verdict(vault(NEW), things())).isEqualTo(new KeyVerdict.Good(true));
    }
}
