package dev.penstock.app.cli;

import dev.penstock.admin.logs.Story;
import dev.penstock.call.Scope;
import dev.penstock.json.JsonMalformed;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import dev.penstock.record.LogScope;
import dev.penstock.store.sqlite.LogReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How a call went and why, or how one would go. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Shows how a logged call went and why; with --call how a call would go, without making it.")
public final class ExplainCommand implements Callable<Integer> {
    private static final int LARGEST_CALL = 25 << 20;
    private static final String STANDARD_INPUT = "-";

    @Mixin
    private Remote remote = new Remote();

    @Parameters(
            paramLabel = "ID",
            arity = "0..1",
            description = "The call: the header cf-aig-log-id, or one of 'calls'.")
    private @Nullable String id;

    @Option(
            names = "--gateway",
            paramLabel = "GATEWAY",
            defaultValue = "default",
            description = "Whose call (${DEFAULT-VALUE}).")
    private String gateway = "";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Read the call from this data folder instead of asking a running gateway.")
    private @Nullable Path data;

    @Option(
            names = "--call",
            paramLabel = "FILE",
            description = "A call that is not made, as JSON with provider, endpoint, headers and query; - reads it from"
                    + " standard input.")
    private @Nullable String call;

    @Override
    public Integer call() throws IOException {
        if (id != null && call == null) {
            JsonTree story = story(id);
            remote.show(story, () -> Waterfall.of(story).forEach(remote.out()::println));
            return 0;
        }
        if (id == null && call != null) {
            JsonTree forecast =
                    remote.gateway(gateway, "POST", "/explain", described(call)).at("result");
            remote.show(forecast, () -> Outlook.of(forecast).forEach(remote.out()::println));
            return 0;
        }
        throw new CommandFailed("Name the id of a call, or a file with one by --call");
    }

    private JsonTree story(String wanted) throws IOException {
        if (data != null) {
            return kept(data, wanted);
        }
        try {
            return remote.gateway(gateway, "GET", "/logs/" + Remote.segment(wanted) + "/explain", null)
                    .at("result");
        } catch (CommandFailed failed) {
            throw failed.isAbsent() ? unknown(wanted) : failed;
        }
    }

    private JsonTree kept(Path folder, String wanted) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new CommandFailed("There is no data folder " + folder.toAbsolutePath());
        }
        LogScope scope = new LogScope.Gateway(new Scope(remote.account(), gateway));
        Optional<JsonText> story =
                new LogReader(folder.resolve("logs")).find(scope, wanted).map(Story::of);
        return JsonTree.read(story.orElseThrow(() -> unknown(wanted)).text());
    }

    private CommandFailed unknown(String wanted) {
        return new CommandFailed("Gateway '" + gateway + "' of account '" + remote.account() + "' has no call '"
                + Table.safe(wanted) + "' on record. An id looks like 019ac5e8-7c00-7a51-9a3f-0123456789ab: answers"
                + " carry it as cf-aig-log-id, and 'bin/penstock calls' lists them; a call of another gateway needs"
                + " --gateway");
    }

    /** As it was written, because what the cache says depends on the very bytes. */
    private static JsonText described(String from) throws IOException {
        byte[] bytes = from.equals(STANDARD_INPUT) ? System.in.readNBytes(LARGEST_CALL + 1) : read(Path.of(from));
        if (bytes.length > LARGEST_CALL) {
            throw new CommandFailed("The call is larger than " + LARGEST_CALL + " bytes");
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        try {
            JsonTree ignored = JsonTree.read(text);
        } catch (JsonMalformed malformed) {
            throw new CommandFailed("The call is " + malformed.getMessage());
        }
        return new JsonText(text);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new CommandFailed("Cannot read " + file + ": " + unreadable.getMessage());
        }
    }
}
