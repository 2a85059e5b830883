package dev.penstock.vault;

import static dev.penstock.vault.Keys.NEW;
import static dev.penstock.vault.Keys.OLD;
import static dev.penstock.vault.Keys.vault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.call.Secret;
import dev.penstock.testkit.MemoryThings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RotationTest {
    private static final int COUNT = 7;

    private final MemoryThings things = new MemoryThings();

    private static Label label(String id) {
        return new Label("acme", "support", "openai", id, 1);
    }

    private void fill(Vault vault, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            String id = "key%04d".formatted(i);
            things.put(id, vault.seal(label(id), new Secret("secret of " + id)));
        }
        KeyCheck.mark(vault, things);
    }

    private void assertAllOpen(Vault vault) throws NotOpened {
        for (Map.Entry<String, Sealed> thing : things.all().entrySet()) {
            assertThat(vault.open(label(thing.getKey()), thing.getValue()).reveal())
                    .isEqualTo("secret of " + thing.getKey());
        }
    }

    private Rotation.Outcome rotate(Vault vault) throws IOException {
        return new Rotation(vault, things, () -> false).run();
    }

    @Test
    void brings_everything_under_the_first_key_and_then_has_nothing_to_do() throws IOException, NotOpened {
        fill(vault(OLD), 250);
        Vault both = vault(NEW, OLD);
        assertThat(KeyCheck.verdict(both, things)).isEqualTo(new KeyVerdict.Good(false));

        assertThat(rotate(both)).isEqualTo(new Rotation.Outcome(true, 250, 0, List.of()));

        assertAllOpen(vault(NEW));
        assertThat(KeyCheck.verdict(vault(NEW), things)).isEqualTo(new KeyVerdict.Good(true));
        int writes = things.writes();
        assertThat(rotate(both)).isEqualTo(new Rotation.Outcome(true, 0, 0, List.of()));
        assertThat(things.writes()).isEqualTo(writes);
    }

    @Test
    void killed_at_any_write_it_goes_on_where_it_was() throws IOException, NotOpened {
        for (int write = 0; write <= COUNT; write++) {
            for (boolean kept : new boolean[] {false, true}) {
                killedAt(write, kept);
            }
        }
    }

    private void killedAt(int write, boolean kept) throws IOException, NotOpened {
        RotationTest fresh = new RotationTest();
        fresh.fill(vault(OLD), COUNT);
        fresh.things.dieAt(write, kept);
        assertThatThrownBy(() -> fresh.rotate(vault(NEW, OLD)))
                .as("write " + write)
                .hasMessage("killed");
        fresh.things.revive();

        Vault restarted = vault(NEW, OLD);
        fresh.assertAllOpen(restarted);
        boolean whole = write == COUNT && kept;
        assertThat(KeyCheck.verdict(restarted, fresh.things)).isEqualTo(new KeyVerdict.Good(whole));
        if (!whole) {
            assertThat(KeyCheck.verdict(vault(NEW), fresh.things))
                    .as("the old key is still needed")
                    .isInstanceOf(KeyVerdict.Missing.class);
        }
        assertThat(fresh.rotate(restarted).whole()).isTrue();
        fresh.assertAllOpen(vault(NEW));
        assertThat(KeyCheck.verdict(vault(NEW), fresh.things)).isEqualTo(new KeyVerdict.Good(true));
    }

    @Test
    void told_to_stop_it_stops_at_the_next_step() throws IOException, NotOpened {
        fill(vault(OLD), COUNT);
        for (int steps = 0; steps < COUNT; steps++) {
            AtomicInteger asked = new AtomicInteger();
            int most = steps;
            Rotation.Outcome outcome =
                    new Rotation(vault(NEW, OLD), things, () -> asked.getAndIncrement() > most).run();
            assertThat(outcome.whole()).isFalse();
            assertAllOpen(vault(NEW, OLD));
        }
        assertThat(rotate(vault(NEW, OLD)).whole()).isTrue();
    }

    @Test
    void what_cannot_be_rewrapped_is_told_and_keeps_the_old_key_needed() throws IOException {
        fill(vault(OLD), COUNT);
        byte[] damaged = things.sealed("key0003").bytes();
        damaged[30] ^= 1;
        things.put("key0003", Sealed.of(damaged));
        things.put("key0005", vault(Keys.key(9)).seal(label("key0005"), new Secret("x")));
        things.put("key0006", Sealed.of(new byte[3]));

        Rotation.Outcome outcome = rotate(vault(NEW, OLD));

        assertThat(outcome.whole()).isFalse();
        assertThat(outcome.rewrapped()).isEqualTo(COUNT - 3);
        assertThat(outcome.failed()).isEqualTo(3);
        assertThat(outcome.told()).hasSize(3).anyMatch(one -> one.startsWith("key0003: "));
        assertThat(outcome.told()).anyMatch(one -> one.contains(Keys.key(9).id()));
        assertThat(things.sealed("key0003").bytes()).isEqualTo(damaged);
        assertThat(KeyCheck.verdict(vault(NEW), things)).isInstanceOf(KeyVerdict.Missing.class);
    }

    @Test
    void a_secret_changed_meanwhile_keeps_its_change() throws IOException, NotOpened {
        fill(vault(OLD), COUNT);
        Vault both = vault(NEW, OLD);
        Sealed changed = vault(OLD).seal(label("key0001"), new Secret("secret of key0001"));
        SealedThings racing = new Racing(things, changed);

        assertThat(new Rotation(both, racing, () -> false).run().whole()).isTrue();

        assertThat(things.sealed("key0001").content()).isEqualTo(changed.content());
        assertAllOpen(vault(NEW));
    }

    /** Changes a thing right before it is replaced, once. */
    private static final class Racing implements SealedThings {
        private final MemoryThings things;
        private final Sealed changed;
        private boolean raced;

        Racing(MemoryThings things, Sealed changed) {
            this.things = things;
            this.changed = changed;
        }

        @Override
        public Optional<Sealed> check() throws IOException {
            return things.check();
        }

        @Override
        public boolean replaceCheck(Optional<Sealed> old, Sealed next) throws IOException {
            return things.replaceCheck(old, next);
        }

        @Override
        public List<Thing> after(String id, int most) throws IOException {
            return things.after(id, most);
        }

        @Override
        public boolean replace(String id, Sealed old, Sealed next) throws IOException {
            if (id.equals("key0001") && !raced) {
                raced = true;
                things.put(id, changed);
            }
            return things.replace(id, old, next);
        }
    }

    @Test
    void a_key_check_knows_a_new_store_a_wrong_key_and_a_changed_check() throws IOException {
        assertThat(KeyCheck.verdict(vault(OLD), things)).isEqualTo(new KeyVerdict.Unused());
        KeyCheck.mark(vault(OLD), things);
        assertThat(KeyCheck.verdict(vault(OLD), things)).isEqualTo(new KeyVerdict.Good(true));
        assertThat(KeyCheck.verdict(vault(NEW), things)).isInstanceOfSatisfying(KeyVerdict.Missing.class, missing -> {
            assertThat(missing.needed()).containsExactly(OLD.id());
            assertThat(missing.offered()).containsExactly(NEW.id());
        });
        Sealed check = things.check().orElseThrow();
        KeyCheck.mark(vault(NEW), things);
        assertThat(things.check()).contains(check);

        byte[] bytes = check.bytes();
        bytes[bytes.length - 1] ^= 1;
        things.replaceCheck(Optional.of(check), Sealed.of(bytes));
        assertThat(KeyCheck.verdict(vault(OLD), things)).isEqualTo(new KeyVerdict.Damaged());
        things.replaceCheck(things.check(), Sealed.of(new byte[0]));
        assertThat(KeyCheck.verdict(vault(OLD), things)).isEqualTo(new KeyVerdict.Damaged());
    }

    @Test
    void a_store_whose_check_was_lost_still_needs_its_keys() throws IOException {
        things.put("key0000", vault(OLD).seal(label("key0000"), new Secret("x")));

        assertThat(KeyCheck.verdict(vault(NEW), things)).isInstanceOf(KeyVerdict.Missing.class);
        assertThat(KeyCheck.verdict(vault(NEW, OLD), things)).isEqualTo(new KeyVerdict.Good(false));
        assertThat(rotate(vault(NEW, OLD)).whole()).isTrue();
        assertThat(KeyCheck.verdict(vault(NEW), things)).isEqualTo(new KeyVerdict.Good(true));
    }
}
