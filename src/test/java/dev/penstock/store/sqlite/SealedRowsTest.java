package dev.penstock.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Scope;
import dev.penstock.control.Actor;
import dev.penstock.control.Edit;
import dev.penstock.control.Key;
import dev.penstock.control.Kind;
import dev.penstock.control.Revision;
import dev.penstock.testkit.Bytes;
import dev.penstock.vault.Sealed;
import dev.penstock.vault.SealedThings;
import dev.penstock.vault.SealedThingsContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SealedRowsTest extends SealedThingsContract {
    @TempDir
    private Path folder = Path.of("");

    private @Nullable ControlFile file;
    private long revision;

    private ControlFile file() throws IOException {
        if (file == null) {
            file = ControlFile.open(folder.resolve("control.db"));
        }
        return file;
    }

    @AfterEach
    void close() throws IOException {
        file().close();
    }

    @Override
    protected SealedThings things() throws IOException {
        return file().sealedRows();
    }

    @Override
    protected void keep(String name, Sealed sealed) throws IOException {
        seal(Key.of(Kind.PROVIDER_CONFIG, new Scope("acme", "support"), "openai/" + name), sealed.bytes());
    }

    private void seal(Key key, byte[] bytes) throws IOException {
        revision++;
        file().commit(
                        new Revision(revision, 0, Actor.GATEWAY, "acme", "sealed", key.id(), List.of()),
                        List.of(new Edit.Seal(key, bytes)));
    }

    @Test
    void leaves_alone_what_the_vault_did_not_seal() throws IOException {
        seal(Key.ofInstallation(Kind.TOKEN, "0123456789abcdef"), new byte[32]);
        seal(Key.ofInstallation(Kind.INSTALLATION, "audit-head"), Bytes.of("1 abc"));

        assertThat(things().after("", 10)).isEmpty();
    }

    @Test
    void what_the_installation_keeps_for_itself_is_kept_once_and_rotated_like_the_rest() throws IOException {
        SealedRows rows = file().sealedRows();
        Sealed first = Sealed.of(Bytes.of("first"));

        assertThat(rows.own("pepper")).isEmpty();
        assertThat(rows.keepOwn("pepper", first)).isTrue();
        assertThat(rows.keepOwn("pepper", Sealed.of(Bytes.of("second")))).isFalse();
        assertThat(rows.own("pepper")).contains(first);
        assertThat(rows.after("", 10)).extracting(SealedThings.Thing::sealed).containsExactly(first);
        file().close();
        file = null;
        assertThat(file().sealedRows().own("pepper")).contains(first);
    }
}
