package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Scope;
import dev.penstock.config.ConfigSource;
import dev.penstock.config.GatewayBook;
import dev.penstock.config.Reading;
import dev.penstock.json.JsonTree;
import dev.penstock.route.DynamicRoute;
import dev.penstock.route.RouteBook;
import dev.penstock.route.RouteGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes of the file beside those of the management API. */
class RouteBooksTest {
    private static final Scope ONE = new Scope("default", "one");
    private static final Scope TWO = new Scope("default", "two");
    private static final String ELEMENTS =
            "[{id: s, type: start, outputs: {next: {elementId: e}}}, {id: e, type: end, outputs: {}}]";

    @TempDir
    private Path folder;

    private GatewayBook gateways(String yaml) throws IOException {
        Files.writeString(folder.resolve("penstock.yaml"), yaml);
        Reading reading = ConfigSource.of(folder, Optional.empty(), Map.of(), Map.of(), Set.of("openai"))
                .read();
        assertThat(reading).as(reading.toString()).isInstanceOf(Reading.Good.class);
        return GatewayBook.of(((Reading.Good) reading).settings());
    }

    private static DynamicRoute made(String name) {
        String json = "[{\"id\":\"s\",\"type\":\"start\",\"outputs\":{\"next\":{\"elementId\":\"e\"}}},"
                + "{\"id\":\"e\",\"type\":\"end\",\"outputs\":{}}]";
        return DynamicRoute.of(
                name, ((RouteGraph.Read) RouteGraph.read(JsonTree.read(json), Set.of("openai"))).graph());
    }

    private static RouteBook book(Map<Scope, RouteBook> books, Scope scope) {
        return Objects.requireNonNull(books.get(scope));
    }

    @Test
    void a_gateway_has_the_routes_of_the_file_and_those_that_were_made() throws IOException {
        GatewayBook gateways =
                gateways("gateways: [{id: one, routes: [{name: chat, elements: " + ELEMENTS + "}]}, {id: two}]\n");
        DynamicRoute made = made("made");
        Map<Scope, RouteBook> books =
                new RouteBooks().of(gateways, Map.of(ONE, List.of(made), new Scope("default", "gone"), List.of(made)));
        assertThat(books).containsOnlyKeys(ONE);
        assertThat(book(books, ONE).names()).containsExactly("chat", "made");
        assertThat(book(books, ONE).find("made")).containsSame(made);
    }

    @Test
    void one_of_the_file_comes_before_one_of_the_same_name() throws IOException {
        GatewayBook gateways =
                gateways("gateways: [{id: one, routes: [{name: chat, elements: " + ELEMENTS + "}]}, {id: two}]\n");
        DynamicRoute made = made("chat");
        Map<Scope, RouteBook> books = new RouteBooks().of(gateways, Map.of(ONE, List.of(made), TWO, List.of(made)));
        assertThat(book(books, ONE).find("chat")).isPresent().get().isNotSameAs(made);
        assertThat(book(books, TWO).find("chat")).containsSame(made);
    }

    @Test
    void a_route_that_did_not_change_is_not_read_again() throws IOException {
        String yaml = "gateways: [{id: one, routes: [{name: chat, elements: " + ELEMENTS + "}]}]\n";
        RouteBooks books = new RouteBooks();
        RouteBook before = book(books.of(gateways(yaml), Map.of()), ONE);
        RouteBook after = book(books.of(gateways("time_zone: Asia/Tokyo\n" + yaml), Map.of()), ONE);
        assertThat(after.find("chat"))
                .isPresent()
                .get()
                .isSameAs(before.find("chat").orElseThrow());
        RouteBook changed = book(books.of(gateways(yaml.replace("id: s,", "id: t,")), Map.of()), ONE);
        assertThat(changed.find("chat"))
                .isPresent()
                .get()
                .isNotSameAs(before.find("chat").orElseThrow());
    }
}
