package dev.penstock.app;

import dev.penstock.app.cli.CacheCommand;
import dev.penstock.app.cli.CallsCommand;
import dev.penstock.app.cli.CommandFailed;
import dev.penstock.app.cli.ExplainCommand;
import dev.penstock.app.cli.GatewaysCommand;
import dev.penstock.app.cli.KeysCommand;
import dev.penstock.app.cli.LimitsCommand;
import dev.penstock.app.cli.PricesCommand;
import dev.penstock.app.cli.ProvidersCommand;
import dev.penstock.app.cli.ReceiptCommand;
import dev.penstock.app.cli.SetUpCommand;
import dev.penstock.app.cli.TokensCommand;
import dev.penstock.app.cli.UsageCommand;
import java.io.Console;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(
        name = "penstock",
        description = "The self-hosted AI gateway: change one base URL, keep every byte, know every cost.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "'penstock COMMAND --help' tells more. Exit codes: 0 good, 1 failed, 2 wrong usage or settings."})
public final class Main implements Runnable {
    /** Wrong usage or wrong settings. */
    static final int WRONG = 2;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    public static void main(String[] args) {
        Surroundings surroundings = Surroundings.ofProcess();
        System.exit(run(args, surroundings, new Serving(surroundings.out(), surroundings.environment())));
    }

    static int run(String[] args, Surroundings surroundings, Launcher launcher) {
        CommandLine line = new CommandLine(new Main())
                .addSubcommand(new ServeCommand(surroundings, launcher))
                .addSubcommand(new CheckCommand(surroundings))
                .addSubcommand(new TokenCommand(surroundings))
                .addSubcommand(new LogsCommand(surroundings.clock(), isTerminal()))
                .addSubcommand(new AuditCommand(surroundings.clock()))
                .addSubcommand(new BackupCommand(surroundings.clock()))
                .addSubcommand(new RestoreCommand())
                .addSubcommand(new SetUpCommand())
                .addSubcommand(new GatewaysCommand())
                .addSubcommand(new TokensCommand())
                .addSubcommand(new KeysCommand())
                .addSubcommand(new ProvidersCommand())
                .addSubcommand(new UsageCommand())
                .addSubcommand(new LimitsCommand())
                .addSubcommand(new CallsCommand())
                .addSubcommand(new CacheCommand())
                .addSubcommand(new ExplainCommand())
                .addSubcommand(new ReceiptCommand())
                .addSubcommand(new PricesCommand())
                .addSubcommand(new VersionCommand(surroundings))
                .addSubcommand(new WarmUpCommand(surroundings));
        line.getSubcommands().values().forEach(command -> addHelp(command.getCommandSpec()));
        addHelp(line.getCommandSpec());
        line.setOut(surroundings.out());
        line.setErr(surroundings.err());
        line.setExecutionExceptionHandler((failure, ignoredCommand, ignoredParse) -> failed(failure, surroundings));
        return line.execute(args);
    }

    private static boolean isTerminal() {
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }

    private static void addHelp(CommandSpec command) {
        if (command.findOption("--help") == null) {
            command.addOption(OptionSpec.builder("-h", "--help")
                    .usageHelp(true)
                    .description("Show this help.")
                    .build());
        }
    }

    /** The last resort where a command begins: what happened, without a stack that helps nobody at a prompt. */
    private static int failed(Exception failure, Surroundings surroundings) {
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        boolean isTold = failure instanceof NotStarted || failure instanceof CommandFailed;
        String told = isTold ? String.valueOf(failure.getMessage()) : failure.toString();
        surroundings.err().println("penstock: " + told);
        return 1;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command");
    }
}
