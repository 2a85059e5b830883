package dev.penstock.meter;

import dev.penstock.call.CallRefused;
import dev.penstock.call.NanoUsd;
import dev.penstock.call.Refusal;
import dev.penstock.json.FlatObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.Set;

/** Reads and rounds for CustomCost, whose members would all be public. */
final class CustomCostHeader {
    private static final int BAD_REQUEST = 400;
    /** Cloudflare's code for a request that fails validation; it documents none for this header. */
    private static final int VALIDATION = 7001;

    private static final int LONGEST_HEADER = 4096;
    private static final int MOST_SHOWN = 40;
    /** "Any number of decimals", but a number like 1e-999999999 would take for ever to add. */
    private static final int MOST_DIGITS = 200;

    private static final Set<String> KNOWN =
            Set.of("per_token_in", "per_token_out", "per_cache_read_token", "per_cache_write_token", "total_cost");
    private static final BigDecimal NANO = new BigDecimal(1_000_000_000);
    /** A million dollars, as for every other call. */
    private static final BigDecimal BEYOND_BELIEF = new BigDecimal(1_000_000);

    private CustomCostHeader() {}

    static CustomCost parse(String header) {
        FlatObject object = object(header);
        if (object.names().stream().noneMatch(KNOWN::contains)) {
            throw refused("names none of per_token_in, per_token_out, total_cost", header);
        }
        Optional<BigDecimal> total = dollars(object, "total_cost", header);
        if (total.isPresent()) {
            return new CustomCost.Total(total.orElseThrow());
        }
        BigDecimal in = dollars(object, "per_token_in", header).orElse(BigDecimal.ZERO);
        return new CustomCost.PerToken(
                in,
                dollars(object, "per_token_out", header).orElse(BigDecimal.ZERO),
                dollars(object, "per_cache_read_token", header).orElse(in),
                dollars(object, "per_cache_write_token", header).orElse(in));
    }

    static Optional<NanoUsd> nano(BigDecimal dollars) {
        return dollars.compareTo(BEYOND_BELIEF) > 0 ? Optional.empty() : Optional.of(rounded(dollars));
    }

    static NanoUsd atMost(BigDecimal dollars) {
        return rounded(dollars.min(BEYOND_BELIEF));
    }

    private static NanoUsd rounded(BigDecimal dollars) {
        return new NanoUsd(
                dollars.multiply(NANO).setScale(0, RoundingMode.HALF_UP).longValueExact());
    }

    private static FlatObject object(String header) {
        if (header.length() > LONGEST_HEADER) {
            throw refused("is longer than " + LONGEST_HEADER + " characters", header);
        }
        try {
            return FlatObject.parse(header);
        } catch (IllegalArgumentException e) {
            throw refused("is no JSON object of numbers (" + e.getMessage() + ")", header);
        }
    }

    private static Optional<BigDecimal> dollars(FlatObject object, String name, String header) {
        Optional<BigDecimal> amount = number(object, name, header);
        amount.ifPresent(dollars -> {
            if (dollars.signum() < 0) {
                throw refused("has a '" + name + "' below 0", header);
            }
            if (Math.abs((long) dollars.scale()) > MOST_DIGITS || dollars.precision() > MOST_DIGITS) {
                throw refused("has a '" + name + "' of more than " + MOST_DIGITS + " digits", header);
            }
        });
        return amount;
    }

    private static Optional<BigDecimal> number(FlatObject object, String name, String header) {
        try {
            return object.number(name);
        } catch (IllegalArgumentException e) {
            throw refused("has a '" + name + "' that is no number", header);
        }
    }

    private static CallRefused refused(String what, String header) {
        String shown = header.length() <= MOST_SHOWN ? header : header.substring(0, MOST_SHOWN) + "…";
        String message = "The header cf-aig-custom-cost " + what + ": " + shown
                + ". Send JSON such as {\"per_token_in\":0.000001,\"per_token_out\":0.000002}";
        return Refusal.of(BAD_REQUEST, VALIDATION, message).thrown();
    }
}
