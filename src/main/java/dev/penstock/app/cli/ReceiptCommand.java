package dev.penstock.app.cli;

import dev.penstock.json.JsonTree;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What one call cost and why. */
@Command(
        name = "receipt",
        mixinStandardHelpOptions = true,
        description = "Shows what a logged call cost, line by line, and what was checked of it.")
public final class ReceiptCommand implements Callable<Integer> {
    @Mixin
    private Remote remote = new Remote();

    @Parameters(paramLabel = "ID", description = "The call: the header cf-aig-log-id, or an id of 'calls'.")
    private String id = "";

    @Option(
            names = "--gateway",
            paramLabel = "GATEWAY",
            defaultValue = "default",
            description = "Whose call (${DEFAULT-VALUE}).")
    private String gateway = "";

    @Override
    public Integer call() {
        JsonTree receipt = remote.gateway(gateway, "GET", "/logs/" + Remote.segment(id) + "/receipt", null)
                .at("result");
        remote.show(receipt, () -> print(receipt));
        return 0;
    }

    private void print(JsonTree receipt) {
        PrintWriter out = remote.out();
        new Table()
                .field("CALL", "id")
                .field("AT", "created_at")
                .column("TARGET", one -> Table.plain(one.at("provider")) + "/" + Table.plain(one.at("model")))
                .field("USAGE", "usage_source")
                .field("TIER", "service_tier")
                .field("PRICES", "price_version")
                .print(List.of(receipt), out);
        out.println();
        new Table()
                .field("ATTEMPT", "attempt")
                .field("KIND", "kind")
                .field("UNITS", "units")
                .field("USD PER MILLION", "price_per_million")
                .field("TIER ×", "tier_factor")
                .field("NANO-USD", "amount_nano")
                .print(receipt.at("lines").items(), out);
        told(out, "Why there are no lines: ", receipt.at("no_lines_because"));
        reused(out, receipt.at("reuse"));
        out.println();
        money(out, receipt);
        out.println();
        checked(out, receipt);
    }

    private static void reused(PrintWriter out, JsonTree reuse) {
        if (!reuse.isAbsent()) {
            out.println("Reused (" + Table.plain(reuse.at("kind")) + "): " + Table.plain(reuse.at("tokens_in")) + "→"
                    + Table.plain(reuse.at("tokens_out")) + " tokens and " + Table.plain(reuse.at("saved_ms"))
                    + " ms saved, USD: " + Table.plain(reuse.at("saved_cost")));
        }
    }

    private static void money(PrintWriter out, JsonTree receipt) {
        told(out, "Sum, nano-USD:      ", receipt.at("sum_nano"));
        told(out, "Rounding, nano-USD: ", receipt.at("rounding_nano"));
        out.println("Total, USD:         "
                + (receipt.at("total").isAbsent() ? "unknown" : Table.plain(receipt.at("total"))));
        told(out, "The provider charges, USD: ", receipt.at("provider_cost"));
        if (receipt.at("corrected").isTrue()) {
            out.println("Before it was corrected, USD: " + Table.plain(receipt.at("original_cost")) + " (prices "
                    + Table.plain(receipt.at("original_price_version")) + ")");
        }
    }

    private static void checked(PrintWriter out, JsonTree receipt) {
        new Table()
                .field("ATTEMPT", "index")
                .column("TARGET", one -> Table.plain(one.at("provider")) + "/" + Table.plain(one.at("model")))
                .field("STATUS", "status")
                .field("COST USD", "cost")
                .field("RESERVED NANO", "reserved_nano")
                .field("SETTLEMENT", "settlement")
                .print(receipt.at("attempts").items(), out);
        out.println();
        new Table()
                .field("CHECKED", "name")
                .column("HOLDS", one -> one.at("holds").isAbsent() ? "not checkable" : Table.plain(one.at("holds")))
                .field("DETAIL", "detail")
                .print(receipt.at("invariants").items(), out);
    }

    private static void told(PrintWriter out, String name, JsonTree value) {
        if (!value.isAbsent()) {
            out.println(name + Table.plain(value));
        }
    }
}
