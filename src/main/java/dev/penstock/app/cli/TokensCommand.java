package dev.penstock.app.cli;

import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tokens of a running Penstock. */
@Command(name = "tokens", description = "List, make, rotate and revoke tokens.", synopsisSubcommandLabel = "ACTION")
public final class TokensCommand {
    @Option(
            names = "--installation",
            scope = picocli.CommandLine.ScopeType.INHERIT,
            description = "Management tokens that reach every account.")
    private boolean installation;

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List tokens; never what they are.")
    int list(@Mixin Remote remote) {
        remote.show(
                send(remote, "GET", "?per_page=100", null).at("result").items(),
                new Table()
                        .field("ID", "id")
                        .field("NAME", "name")
                        .field("TYPE", "type")
                        .field("ROLE", "role")
                        .field("GATEWAYS", "gateways")
                        .field("EXPIRES", "expires_at"));
        return 0;
    }

    @Command(name = "create", mixinStandardHelpOptions = true, description = "Make a token and show it, once.")
    int create(
            @Mixin Remote remote,
            @Parameters(paramLabel = "NAME", description = "What you call it.") String name,
            @Option(
                            names = "--role",
                            paramLabel = "ROLE",
                            description = "viewer, member or admin: a management token; without it, one for calls.")
                    @Nullable
                    String role,
            @Option(
                            names = "--gateway",
                            paramLabel = "GATEWAY",
                            description = "A gateway it is good for; may be given several times (every gateway).")
                    @Nullable
                    List<String> gateways,
            @Option(
                            names = "--expires",
                            paramLabel = "TIME",
                            description = "When it ends: 2027-01-31T12:00:00Z (never).")
                    @Nullable
                    String expires) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", name);
        body.put("type", role == null ? "run" : "management");
        if (role != null) {
            body.put("role", role);
        }
        if (gateways != null) {
            body.put("gateways", gateways);
        }
        if (expires != null) {
            body.put("expires_at", expires);
        }
        JsonTree made = send(remote, "POST", "", JsonText.of(body)).at("result");
        remote.show(made, () -> tell(remote, made));
        return 0;
    }

    @Command(
            name = "rotate",
            mixinStandardHelpOptions = true,
            description = "Give a token a new secret; the old one stays good for a while.")
    int rotate(
            @Mixin Remote remote,
            @Parameters(paramLabel = "ID") String id,
            @Option(
                            names = "--overlap",
                            paramLabel = "SECONDS",
                            defaultValue = "3600",
                            description = "How long the old secret stays good (${DEFAULT-VALUE}).")
                    int overlap) {
        JsonTree made = send(
                        remote,
                        "POST",
                        "/" + Remote.segment(id) + "/rotate",
                        JsonText.object("overlap_seconds", overlap))
                .at("result");
        remote.show(made, () -> tell(remote, made));
        return 0;
    }

    @Command(name = "revoke", mixinStandardHelpOptions = true, description = "End a token now.")
    int revoke(@Mixin Remote remote, @Parameters(paramLabel = "ID") String id) {
        JsonTree gone = send(remote, "DELETE", "/" + Remote.segment(id), null).at("result");
        remote.show(gone, () -> remote.out().println("Revoked " + id + "; it is refused from now on."));
        return 0;
    }

    private static void tell(Remote remote, JsonTree made) {
        remote.out().println("The token, shown only this once:");
        remote.out().println();
        remote.out().println(made.at("value").text().orElse(""));
    }

    private JsonTree send(Remote remote, String method, String path, @Nullable JsonText body) {
        return installation
                ? remote.send(method, "/tokens" + path, body)
                : remote.inAccount(method, "/tokens" + path, body);
    }
}
