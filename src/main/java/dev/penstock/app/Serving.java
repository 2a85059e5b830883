package dev.penstock.app;

import dev.penstock.call.Secret;
import dev.penstock.config.GatewayBook;
import dev.penstock.config.GatewayEntry;
import dev.penstock.config.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/** Runs the gateway in this process until it is told to stop, and says in a few lines what there is. */
final class Serving implements Launcher {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final PrintWriter out;
    private final Map<String, String> environment;

    Serving(PrintWriter out, Map<String, String> environment) {
        this.out = out;
        this.environment = Map.copyOf(environment);
    }

    @Override
    public int serve(LaunchPlan plan) throws Exception {
        Penstock penstock =
                Penstock.start(plan.settings(), Penstock.Around.ofProcess().with(environment));
        Reload reload = new Reload(plan, InstantSource.system(), LOOK_EVERY, penstock::take);
        reload.start();
        Hangup.runs(reload::ask);
        tell(plan, penstock);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> stop(penstock, reload, ended)));
        ended.await();
        return 0;
    }

    private void stop(Penstock penstock, Reload reload, CountDownLatch ended) {
        out.println("Stopping: calls under way may end, no new ones begin.");
        reload.close();
        try {
            penstock.close();
            out.println("Stopped.");
        } catch (IOException e) {
            LoggerFactory.getLogger(Serving.class).error("The log could not be closed", e);
        } finally {
            ended.countDown();
            // A signal would make the process end with 128 + its number; a finished drain is a success.
            Runtime.getRuntime().halt(0);
        }
    }

    private void tell(LaunchPlan plan, Penstock penstock) {
        Settings settings = plan.settings();
        String calls = "http://" + shown(settings.host()) + ":" + penstock.port();
        Collection<GatewayEntry> gateways = GatewayBook.of(settings).all();
        int limit = Descriptors.limit();
        int connections = settings.limits().connections().orElse(Descriptors.connections(limit));
        out.println("Penstock is ready.");
        out.println("  calls       " + calls + "/v1/" + settings.account() + "/{gateway}/{provider}/…");
        out.println("  management  http://" + shown(settings.adminHost()) + ":" + penstock.adminPort()
                + "/healthz, /readyz, /metrics");
        out.println("  data        " + settings.data().toAbsolutePath().normalize());
        out.println("  gateways    "
                + String.join(", ", gateways.stream().map(Serving::named).toList()));
        out.println("  descriptors " + limit + ": up to " + connections + " client connections, one upstream each");
        penstock.setUpToken().ifPresent(this::tellSetUp);
        out.println();
        out.println("Try:  " + example(settings, calls));
    }

    private void tellSetUp(Secret token) {
        out.println();
        out.println(
                "There is no administrator of the management API yet. This makes the first one, once, within an hour:");
        out.println("  bin/penstock set-up " + token.reveal());
    }

    private static String named(GatewayEntry entry) {
        String id = entry.settings().id();
        return entry.settings().authentication() ? id + " (token needed)" : id + " (open to this machine)";
    }

    private static String example(Settings settings, String calls) {
        String url = calls + "/v1/" + settings.account() + "/default/";
        return settings.demo()
                ? "curl -N " + url + "demo/v1/chat/completions -H 'content-type: application/json'"
                        + " -d '{\"model\":\"demo-chat\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}'"
                : "curl " + url + "openai/v1/models -H \"authorization: Bearer $OPENAI_API_KEY\"";
    }

    private static String shown(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
