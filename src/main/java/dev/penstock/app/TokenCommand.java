package dev.penstock.app;

import dev.penstock.config.Span;
import dev.penstock.identity.NewToken;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a gateway or management token: shows it once, and what the file has to hold to recognise it. */
@Command(
        name = "token",
        description = "Make a token and print the lines for penstock.yaml.",
        sortOptions = false,
        footer = {"", "The token itself is stored nowhere: copy it now. The file holds only its hash."})
final class TokenCommand implements Callable<Integer> {
    private static final Pattern GATEWAY = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Cf}]{1,100}");
    private static final List<String> ROLES = List.of("viewer", "member", "admin");
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final Surroundings surroundings;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--name", paramLabel = "NAME", description = "What you call it.")
    private @Nullable String name;

    @Option(
            names = "--gateway",
            paramLabel = "GATEWAY",
            description = "A gateway it is good for; may be given several times (every gateway).")
    private List<String> gateways = List.of();

    @Option(
            names = "--expires",
            paramLabel = "AGE",
            description = "How long it is good, such as 12h or 90d (for ever).")
    private @Nullable String expires;

    @Option(names = "--management", description = "A token of the management API, not one that makes calls.")
    private boolean management;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "With --management: viewer reads, member changes, admin also handles tokens and keys.")
    private @Nullable String role;

    @Option(
            names = "--account",
            paramLabel = "ACCOUNT",
            description = "With --management: the one account it reaches (the whole installation).")
    private @Nullable String account;

    TokenCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        checkName();
        gateways.forEach(this::checkGateway);
        String end = expiry();
        checkManagement();
        NewToken token =
                management ? NewToken.mintManagement(surroundings.random()) : NewToken.mint(surroundings.random());
        PrintWriter out = surroundings.out();
        out.println("The token, shown only this once:");
        out.println();
        out.println(token.secret().reveal());
        out.println();
        out.println("Put this into penstock.yaml:");
        out.println();
        out.println(management ? "management_tokens:" : "tokens:");
        out.println("  - id: \"" + token.id() + "\"");
        out.println("    sha256: \"" + token.sha256() + "\"");
        tellReach(out);
        if (!end.isEmpty()) {
            out.println("    expires_at: \"" + end + "\"");
        }
        return 0;
    }

    private void tellReach(PrintWriter out) {
        if (name != null) {
            out.println("    name: " + quoted(name));
        }
        if (role != null) {
            out.println("    role: " + role);
        }
        if (account != null) {
            out.println("    account: " + quoted(account));
        }
        if (management && !gateways.isEmpty()) {
            out.println("    gateway: " + quoted(gateways.getFirst()));
        } else if (!gateways.isEmpty()) {
            out.println("    gateways: "
                    + gateways.stream().map(TokenCommand::quoted).collect(Collectors.joining(", ", "[", "]")));
        }
    }

    private void checkManagement() {
        if (!management) {
            if (role != null || account != null) {
                throw wrong((role != null ? "--role" : "--account") + " must be given with --management");
            }
            return;
        }
        if (role == null || !ROLES.contains(role)) {
            throw wrong("--role must be viewer, member or admin");
        }
        if (account != null && !GATEWAY.matcher(account).matches()) {
            throw wrong("--account must be an account id: 1 to 64 letters, digits, '.', '_' or '-'");
        }
        if (gateways.size() > 1 || (!gateways.isEmpty() && account == null)) {
            throw wrong("--gateway must be given once with --management, and with --account");
        }
    }

    private void checkName() {
        if (name != null && !NAME.matcher(name).matches()) {
            throw wrong("--name must be 1 to 100 characters on one line");
        }
    }

    private void checkGateway(String id) {
        if (!GATEWAY.matcher(id).matches()) {
            throw wrong("--gateway must be a gateway id: 1 to 64 letters, digits, '.', '_' or '-'");
        }
    }

    private String expiry() {
        if (expires == null) {
            return "";
        }
        Duration age = Span.parse(expires);
        if (age == null || age.isZero() || age.compareTo(LONGEST) > 0) {
            throw wrong("--expires must be a time of 1s to 36500d, such as 12h or 90d");
        }
        return surroundings
                .clock()
                .instant()
                .plus(age)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
