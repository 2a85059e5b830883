package dev.penstock.record;

import dev.penstock.call.Posting;
import java.util.List;

/**
 * What ended processes left of the ledger.
 *
 * @param expired how many calls were charged as held, because the process that carried them ended first
 * @param balances one sum of postings for each bucket and slice that still counts
 */
public record Recovered(int expired, List<Posting> balances) {
    public Recovered {
        balances = List.copyOf(balances);
    }
}
