package dev.penstock.config;

import dev.penstock.egress.AddressRange;
import dev.penstock.egress.EgressGuard;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keys under "egress". */
final class EgressKeys {
    private static final Key<List<AddressRange>> ALLOW = Key.of(
            "allow",
            ListKind.of(range(), 1000),
            List.of(),
            "Private and special address ranges that custom providers may lead to, by http:// too;"
                    + " public addresses are allowed by https:// without it.");

    static final SectionKind<EgressGuard> SECTION = new SectionKind<>(List.of(ALLOW), EgressKeys::build);

    private EgressKeys() {}

    private static ScalarKind<AddressRange> range() {
        return Kinds.parsed(
                "an address range without bits behind its prefix, such as 10.20.0.0/16 or fd12:3456::/32",
                EgressKeys::parse,
                AddressRange::toString,
                Kinds.schema("type", "string", "pattern", "^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$"));
    }

    private static @Nullable AddressRange parse(String text) {
        try {
            return AddressRange.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static EgressGuard build(Fields fields) {
        List<AddressRange> ranges = fields.get(ALLOW);
        for (int i = 0; i < ranges.size(); i++) {
            Optional<String> refusal = EgressGuard.refusal(ranges.get(i));
            if (refusal.isPresent()) {
                fields.refuseItem(ALLOW, i, "", refusal.get());
            }
        }
        return new EgressGuard(ranges);
    }
}
