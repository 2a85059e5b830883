package dev.penstock.route;

import dev.penstock.route.Element.Branch;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the branches of a percentage element: "10%", the older fraction "0.1", and the older "else" for what remains. */
final class BranchReader {
    private static final int MOST = 5;
    private static final BigDecimal WHOLE = BigDecimal.valueOf(100);
    private static final Pattern SHARE = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,6})?)(%?)");
    private static final String ELSE = "else";

    private final ElementFields fields;

    BranchReader(ElementFields fields) {
        this.fields = fields;
    }

    List<Branch> branches() {
        List<String> names = fields.outputNames();
        if (names.isEmpty() || names.size() > MOST) {
            names.forEach(name -> fields.output(name));
            fields.wrong("a percentage element has 1 to " + MOST + " branches, not " + names.size(), "outputs");
            return List.of();
        }
        List<Branch> branches = new ArrayList<>();
        Set<String> taken = new HashSet<>(names);
        for (String name : names) {
            String to = fields.output(name);
            if (!name.equals(ELSE)) {
                share(name).ifPresent(share -> branches.add(branch(name, share, to, taken)));
            }
        }
        boolean isComplete = branches.size() == names.size() - (names.contains(ELSE) ? 1 : 0);
        return isComplete ? summed(names, branches, taken) : branches;
    }

    private List<Branch> summed(List<String> names, List<Branch> branches, Set<String> taken) {
        BigDecimal sum = branches.stream().map(Branch::share).reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal rest = WHOLE.subtract(sum);
        if (names.contains(ELSE)) {
            if (rest.signum() <= 0) {
                fields.wrong("nothing remains for 'else': the other branches add up to " + plain(sum) + "%", "outputs");
                return branches;
            }
            branches.add(named(rest, fields.output(ELSE), taken));
        } else if (rest.signum() != 0) {
            fields.wrong("the branches add up to " + plain(sum) + "%, not to 100%", "outputs");
        }
        return branches;
    }

    private Optional<BigDecimal> share(String name) {
        Matcher written = SHARE.matcher(name);
        if (!written.matches()) {
            fields.wrong("a branch is named by its share, such as '10%', or 'else'", "outputs", name);
            return Optional.empty();
        }
        BigDecimal number = new BigDecimal(written.group(1));
        boolean isFraction = written.group(2).isEmpty();
        if (isFraction && number.compareTo(BigDecimal.ONE) > 0) {
            fields.wrong("'" + name + "' lacks its percent sign: write '" + name + "%'", "outputs", name);
            return Optional.empty();
        }
        BigDecimal share = isFraction ? number.movePointRight(2) : number;
        if (share.signum() == 0 || share.compareTo(WHOLE) > 0) {
            fields.wrong("a branch takes more than 0% and at most 100%", "outputs", name);
            return Optional.empty();
        }
        return Optional.of(share);
    }

    private static Branch branch(String name, BigDecimal share, String to, Set<String> taken) {
        return name.endsWith("%") ? new Branch(name, share, to) : named(share, to, taken);
    }

    /** A name that no other branch has: where "50%" is taken, "50.0%" says the same. */
    private static Branch named(BigDecimal share, String to, Set<String> taken) {
        String number = plain(share);
        String name = number + "%";
        while (!taken.add(name)) {
            number = number.contains(".") ? number + "0" : number + ".0";
            name = number + "%";
        }
        return new Branch(name, share, to);
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
