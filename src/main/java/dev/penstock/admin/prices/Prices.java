package dev.penstock.admin.prices;

import dev.penstock.admin.Access;
import dev.penstock.admin.Answer;
import dev.penstock.admin.ApiCall;
import dev.penstock.admin.ApiRefused;
import dev.penstock.admin.Endpoint;
import dev.penstock.admin.Level;
import dev.penstock.admin.NewIds;
import dev.penstock.admin.Role;
import dev.penstock.admin.Schemas;
import dev.penstock.admin.Sheet;
import dev.penstock.control.Change;
import dev.penstock.control.ControlDesk;
import dev.penstock.control.ControlState;
import dev.penstock.control.Document;
import dev.penstock.control.Edit;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import dev.penstock.meter.PriceBook;
import dev.penstock.meter.PriceChange;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The price list of the whole installation: what every account's calls are priced by. Its operator's alone. */
public final class Prices implements Endpoint.Set {
    private static final String LIST = "/client/v4/prices";
    private static final String REPRICE = LIST + "/reprice";
    private static final int MOST_CHANGES = 3_000;

    private final PriceShelf shelf;
    private final Repricing repricing;
    private final ControlDesk desk;
    private final NewIds ids;
    private final InstantSource clock;

    public Prices(PriceShelf shelf, Repricing repricing, ControlDesk desk, NewIds ids, InstantSource clock) {
        this.shelf = shelf;
        this.repricing = repricing;
        this.desk = desk;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public List<Endpoint> endpoints() {
        Access read = new Access(Level.INSTALLATION, Role.VIEWER);
        Access change = new Access(Level.INSTALLATION, Role.ADMIN);
        Map<String, Object> standing = Schemas.result(PriceShapes.STANDING);
        Map<String, Object> job = Schemas.result(RepriceJob.SHAPE);
        Sheet show = Sheet.of("prices", "Show which price list is in force", standing);
        Sheet file = Sheet.of("prices", "The price file in force, as it is", Schemas.list(Schemas.ANY));
        Sheet install = Sheet.of("prices", "Install a price file and bring it into force", standing)
                .taking(Schemas.list(Schemas.ANY));
        Sheet compare = Sheet.of(
                        "prices", "Compare a price file with the list in force", Schemas.result(PriceShapes.DIFFERENCE))
                .taking(Schemas.list(Schemas.ANY));
        Sheet begin = Sheet.of("prices", "Price kept calls anew, in the background", job)
                .taking(PriceShapes.ORDER);
        Sheet progress = Sheet.of("prices", "How far the last pricing anew is", job);
        return List.of(
                new Endpoint("GET", LIST, read, show, call -> show()),
                new Endpoint("GET", LIST + "/file", read, file, call -> file()),
                new Endpoint("PUT", LIST, change, install, this::install),
                new Endpoint("POST", LIST + "/diff", read, compare, this::compare),
                new Endpoint("POST", REPRICE, change, begin, this::begin),
                new Endpoint("GET", REPRICE, read, progress, call -> progress()));
    }

    private Answer show() {
        PriceBook now = shelf.inForce();
        PriceBook bundled = shelf.bundled();
        Optional<PriceBook> installed = PriceShelf.installed(desk.state()).flatMap(shelf::find);
        boolean own = installed.isPresent() && installed.get().version().equals(now.listVersion());
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("version", now.version());
        fields.put("list_version", now.listVersion());
        now.date().ifPresent(date -> fields.put("date", date.toString()));
        fields.put("providers", now.providers());
        fields.put("models", now.warm());
        fields.put("source", own ? "installed" : "bundled");
        fields.put("why", why(own, PriceShelf.installed(desk.state()), installed));
        fields.put("own_prices", !now.version().equals(now.listVersion()));
        fields.put("bundled", list(bundled));
        installed.ifPresent(list -> fields.put("installed", list(list)));
        return Answer.of(JsonText.of(fields));
    }

    private Answer file() throws IOException {
        byte[] file = shelf.list(shelf.inForce().listVersion()).orElseThrow(ApiRefused::absent);
        return Answer.bytes("application/json", file);
    }

    private static String why(boolean own, Optional<String> named, Optional<PriceBook> installed) {
        if (own) {
            return "It was installed, and this version of Penstock came with none that is newer";
        }
        if (named.isEmpty()) {
            return "It came with this version of Penstock, and none was installed";
        }
        return installed.isEmpty()
                ? "The installed list " + named.get()
                        + " cannot be read, so the one this version of Penstock came with is"
                        + " in force; install it again"
                : "It came with this version of Penstock and is newer than the installed one";
    }

    private static JsonText list(PriceBook list) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("version", list.listVersion());
        list.date().ifPresent(date -> fields.put("date", date.toString()));
        return JsonText.of(fields);
    }

    private Answer install(ApiCall call) throws IOException {
        PriceBook list = PriceLists.read(call.body());
        if (PriceLists.mayFollow(list, call.body(), shelf)) {
            shelf.keep(list, call.body());
            boolean ignored = desk.change(call.actor(), state -> installed(state, list));
        }
        return show();
    }

    private Change<Boolean> installed(ControlState state, PriceBook list) {
        long now = clock.millis();
        long made = state.find(PriceShelf.INSTALLED).map(Document::createdAt).orElse(now);
        JsonTree body = JsonTree.read(list(list).text());
        return new Change<>(
                "",
                "price list installed",
                "prices/" + list.version(),
                List.of(new Edit.Put(new Document(PriceShelf.INSTALLED, body, made, now))),
                true);
    }

    private Answer compare(ApiCall call) {
        PriceBook now = shelf.inForce();
        PriceBook list = PriceLists.read(call.body());
        List<PriceChange> changes = list.changesSince(now);
        Map<String, Integer> counts = new LinkedHashMap<>(Map.of("added", 0, "removed", 0, "changed", 0));
        changes.forEach(change -> counts.merge(kind(change), 1, Integer::sum));
        return Answer.of(JsonText.object(
                "from",
                now.listVersion(),
                "to",
                list.version(),
                "added",
                counts.get("added"),
                "removed",
                counts.get("removed"),
                "changed",
                counts.get("changed"),
                "changes",
                changes.stream().limit(MOST_CHANGES).map(Prices::shown).toList(),
                "left_out",
                Math.max(0, changes.size() - MOST_CHANGES)));
    }

    private static String kind(PriceChange change) {
        if (change.before().isEmpty()) {
            return "added";
        }
        return change.after().isEmpty() ? "removed" : "changed";
    }

    private static JsonText shown(PriceChange change) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("provider", change.provider());
        fields.put("model", change.model());
        fields.put("kind", change.kind());
        fields.put("change", kind(change));
        change.before().ifPresent(price -> fields.put("before", price));
        change.after().ifPresent(price -> fields.put("after", price));
        return JsonText.of(fields);
    }

    private Answer begin(ApiCall call) throws IOException {
        RepriceOrder order = RepriceOrder.of(call.json(), clock.instant());
        String id = ids.next();
        desk.note(
                call.actor(),
                "",
                order.dryRun() ? "calls priced anew on trial" : "calls priced anew",
                "prices/reprice/" + id);
        return Answer.of(repricing.begin(id, order).json());
    }

    private Answer progress() {
        return Answer.of(repricing.job().orElseThrow(ApiRefused::absent).json());
    }
}
