package dev.penstock.app;

import dev.penstock.config.ConfigSource;
import dev.penstock.config.Exposure;
import dev.penstock.config.FileContent;
import dev.penstock.config.Reading;
import dev.penstock.config.Settings;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Settles every setting, then lets the server start; or says why not. */
@Command(
        name = "serve",
        description = "Start the gateway.",
        sortOptions = false,
        footer = {
            "",
            "Every single value can also be a variable: PENSTOCK_PORT, PENSTOCK_LIMITS_BODY_BYTES, PENSTOCK_CONFIG …",
            "An option wins over a variable, a variable over the file, the file over the default.",
            "SIGHUP, or a change of the file, reads the settings again; running calls keep theirs."
        })
final class ServeCommand implements Callable<Integer> {
    private final Surroundings surroundings;
    private final Launcher launcher;

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    ServeCommand(Surroundings surroundings, Launcher launcher) {
        this.surroundings = surroundings;
        this.launcher = launcher;
    }

    @Override
    public Integer call() throws Exception {
        ConfigSource source = ConfigSource.of(
                surroundings.folder(),
                options.config(),
                surroundings.environment(),
                options.given(),
                surroundings.providers().get());
        FileContent content = source.content();
        return switch (source.read(content)) {
            case Reading.Bad bad -> refused(bad.problems());
            case Reading.Good good -> served(good, source, content);
        };
    }

    private int served(Reading.Good good, ConfigSource source, FileContent content) throws Exception {
        Settings settings = good.settings();
        List<String> exposed = Servable.problems(settings);
        if (!exposed.isEmpty()) {
            return refused(exposed);
        }
        Logging.set(settings.log());
        Logger log = LoggerFactory.getLogger(ServeCommand.class);
        good.warnings().forEach(log::warn);
        Exposure.warnings(settings, surroundings.clock().instant()).forEach(log::warn);
        return launcher.serve(new LaunchPlan(settings, good.resolved(), source, content));
    }

    private int refused(List<String> problems) {
        surroundings.err().println("Penstock does not start:");
        problems.forEach(problem -> surroundings.err().println("  " + problem));
        return Main.WRONG;
    }
}
