package dev.penstock.admin.prices;

import dev.penstock.admin.Schemas;
import java.util.Map;

/** JSON schemas of the price list's endpoints. */
final class PriceShapes {
    private static final Map<String, Object> LIST = Schemas.object("version", Schemas.TEXT, "date?", Schemas.TEXT);

    static final Map<String, Object> STANDING = Schemas.object(
            "version", Schemas.TEXT,
            "list_version", Schemas.TEXT,
            "date?", Schemas.TEXT,
            "providers", Schemas.WHOLE,
            "models", Schemas.WHOLE,
            "source", Schemas.oneOf("bundled", "installed"),
            "why", Schemas.TEXT,
            "own_prices", Schemas.FLAG,
            "bundled", LIST,
            "installed?", LIST);

    private static final Map<String, Object> CHANGE = Schemas.object(
            "provider", Schemas.TEXT,
            "model", Schemas.TEXT,
            "kind", Schemas.TEXT,
            "change", Schemas.oneOf("added", "removed", "changed"),
            "before?", Schemas.TEXT,
            "after?", Schemas.TEXT);

    static final Map<String, Object> DIFFERENCE = Schemas.object(
            "from", Schemas.TEXT,
            "to", Schemas.TEXT,
            "added", Schemas.WHOLE,
            "removed", Schemas.WHOLE,
            "changed", Schemas.WHOLE,
            "changes", Schemas.list(CHANGE),
            "left_out", Schemas.WHOLE);

    static final Map<String, Object> ORDER = Schemas.object(
            "since", Schemas.TEXT,
            "until?", Schemas.TEXT,
            "account?", Schemas.TEXT,
            "gateway?", Schemas.TEXT,
            "provider?", Schemas.TEXT,
            "model?", Schemas.TEXT,
            "dry_run?", Schemas.FLAG);

    private PriceShapes() {}
}
