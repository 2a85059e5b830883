package dev.penstock.call;

/**
 * One entry of the ledger: so much was put into a bucket, in one slice of its time. Balances are sums of postings.
 *
 * @param bucket the bucket's key
 * @param slice which part of the bucket's time it counts in; numbers mean what the bucket's window says
 * @param until epoch milliseconds after which it counts no more
 */
public record Posting(String bucket, Counted counted, long slice, long amount, long until) {
    public Posting amount(long other) {
        return new Posting(bucket, counted, slice, other, until);
    }
}
