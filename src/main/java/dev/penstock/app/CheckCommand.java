package dev.penstock.app;

import dev.penstock.call.GatewaySettings;
import dev.penstock.config.ConfigSource;
import dev.penstock.config.Exposure;
import dev.penstock.config.GatewayBook;
import dev.penstock.config.GatewayEntry;
import dev.penstock.config.ManagementTokenSettings;
import dev.penstock.config.Reading;
import dev.penstock.config.Resolved;
import dev.penstock.config.Settings;
import dev.penstock.config.TokenSettings;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what the settings come to, or what is wrong with them, without starting anything. */
@Command(
        name = "check",
        description = "Check the configuration and show what it comes to; prints no secret.",
        sortOptions = false,
        footer = {"", "Takes the options and variables of 'penstock serve'. Exit code 0 is good, 2 is wrong."})
final class CheckCommand implements Callable<Integer> {
    private final Surroundings surroundings;
    private final PrintWriter out;

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    CheckCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.out = surroundings.out();
    }

    @Override
    public Integer call() {
        ConfigSource source = ConfigSource.of(
                surroundings.folder(),
                options.config(),
                surroundings.environment(),
                options.given(),
                surroundings.providers().get());
        return switch (source.read()) {
            case Reading.Bad bad -> refused(bad.problems());
            case Reading.Good good -> checked(good);
        };
    }

    private int checked(Reading.Good good) {
        Settings settings = good.settings();
        List<String> exposed = Servable.problems(settings);
        if (!exposed.isEmpty()) {
            return refused(exposed);
        }
        out.println("The configuration is good.");
        out.println();
        values(good.resolved());
        gateways(settings);
        tokens(settings);
        settings.managementTokens().forEach(this::managementToken);
        good.warnings().forEach(warning -> out.println("warning: " + warning));
        Exposure.warnings(settings, surroundings.clock().instant())
                .forEach(warning -> out.println("warning: " + warning));
        return 0;
    }

    private void values(List<Resolved> resolved) {
        int paths =
                resolved.stream().mapToInt(value -> value.path().length()).max().orElse(0);
        int values = resolved.stream()
                .mapToInt(value -> value.value().length())
                .max()
                .orElse(0);
        String line = "%-" + paths + "s  %-" + Math.min(values, 40) + "s  %s%n";
        resolved.forEach(value -> out.printf(line, value.path(), value.value(), value.origin()));
        out.println();
    }

    private void gateways(Settings settings) {
        for (GatewayEntry entry : GatewayBook.of(settings).all()) {
            GatewaySettings gateway = entry.settings();
            String declared = switch (entry) {
                case GatewayEntry.Made ignored -> "made while running";
                case GatewayEntry.Declared ignored -> "";
                case GatewayEntry.ImplicitDefault ignored -> " (not declared, exists all the same)";
            };
            out.println("gateway " + gateway.id() + declared + ": authentication "
                    + (gateway.authentication() ? "on" : "off") + ", logs " + (gateway.collectLogs() ? "on" : "off"));
        }
    }

    private void tokens(Settings settings) {
        for (TokenSettings token : settings.tokens()) {
            boolean expired = token.isExpiredAt(surroundings.clock().instant());
            out.println("token " + token.id()
                    + token.name().map(name -> " (" + name + ")").orElse("") + ": "
                    + token.gateways()
                            .map(ids -> "gateways " + ids.stream().sorted().toList())
                            .orElse("every gateway")
                    + token.expiresAt()
                            .map(end -> (expired ? ", expired " : ", until ") + end)
                            .orElse(""));
        }
    }

    private void managementToken(ManagementTokenSettings token) {
        boolean expired = token.expiresAt()
                .map(end -> !surroundings.clock().instant().isBefore(end))
                .orElse(false);
        String reach = token.account()
                .map(account -> "account " + account
                        + token.gateway().map(gateway -> ", gateway " + gateway).orElse(""))
                .orElse("the whole installation");
        out.println("management token " + token.id() + " (" + token.name() + "): "
                + token.role().name().toLowerCase(Locale.ROOT) + " of " + reach
                + token.expiresAt()
                        .map(end -> (expired ? ", expired " : ", until ") + end)
                        .orElse(""));
    }

    private int refused(List<String> problems) {
        surroundings.err().println("The configuration is wrong:");
        problems.forEach(problem -> surroundings.err().println("  " + problem));
        return Main.WRONG;
    }
}
